import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { installNodeSdk } from "./peers/nodeSdk.ts";
import { installPythonSdk } from "./peers/pythonSdk.ts";
import { instanceId, type Play, projectId, type Service } from "./service/index.ts";
import type { ListCall, ListInput, ListRun } from "./workers/resources.ts";
import { runWorker, type WorkerName } from "./workers.ts";

const run = promisify(execFile);

export type ListClient = "ours" | "nodeSdk" | "pythonSdk";

/** One client's calls in one process, and the requests that they took together. */
export interface ListMeasurement {
  readonly calls: readonly ListCall[];
  readonly requests: number;
}

/** A list of tasks that all finished long ago. */
export function longList(tasks: number, settings: Omit<Play, "instances">): Play {
  return { ...settings, instances: [{ id: instanceId(1), finishedTasks: tasks }] };
}

/**
 * Has a client list all tasks in a fresh process.
 * @returns undefined if the client is not to be had on this machine
 * @throws Error if it lists too many tasks or too few
 */
export async function measureList(
  service: Service,
  client: ListClient,
  play: Play,
  calls = 1,
): Promise<ListMeasurement | undefined> {
  const expected = play.instances[0]?.finishedTasks;
  await service.play(play);
  const input: ListInput = { endpoint: service.url, instanceId: instanceId(1), projectId, calls };
  const result = await runClient(client, input);
  if (result === undefined) return undefined;
  for (const { tasks } of result.calls) {
    if (tasks !== expected) throw new Error(`${client} listed ${tasks} of ${expected} tasks`);
  }
  return { ...result, requests: await service.requestCount() };
}

async function runClient(client: ListClient, input: ListInput): Promise<ListRun | undefined> {
  if (client === "pythonSdk") {
    const python = await installPythonSdk();
    if (python === undefined) return undefined;
    const program = join(import.meta.dirname, "workers", "pythonSdkList.py");
    const { stdout } = await run(python, [program, JSON.stringify(input)]);
    return JSON.parse(stdout) as ListRun;
  }
  const worker: WorkerName = client === "ours" ? "listTasks" : "nodeSdkList";
  return runWorker<ListRun>(worker, client === "ours" ? input : { ...input, sdkFolder: await installNodeSdk() });
}
