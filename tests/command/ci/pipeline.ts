import { defaultScenario, type Emulator, startEmulator } from "../../../emulator/src/index.ts";
import type { KnownStatus } from "../../../provider/src/migration/index.ts";
import { type Job, openJob } from "../job.ts";
import { instanceId as defaultInstanceId } from "./result.ts";

/** Opens a job, and an instance whose tasks have these names and statuses. */
export async function openPipeline(
  tasks: Readonly<Record<string, KnownStatus>>,
  instanceId = defaultInstanceId,
): Promise<{ emulator: Emulator; job: Job }> {
  const instances = [{ id: instanceId, name: "shop", tasks: [] }];
  const emulator = await startEmulator({ scenario: { ...defaultScenario, instances } });
  for (const [name, status] of Object.entries(tasks)) emulator.addTask(instanceId, { name, type: "rocketmq", status });
  return { emulator, job: openJob() };
}
