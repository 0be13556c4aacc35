import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  defaultAccessKey,
  defaultInstanceId,
  defaultProjectId,
  defaultRegion,
  defaultSecretKey,
  startEmulator,
} from "../../emulator/src/index.ts";
import { pace } from "./pace.ts";
import { recordCommand } from "./recordCommand.ts";
import { drawAnimation } from "./svg.ts";
import { joinChunks, replay } from "./terminal.ts";

/** Wide enough for the whole status: Pulumi cuts it off at the window's edge. */
const columns = 130;

/** How the tasks change while the update waits, in seconds after the gate's start. */
const changes = [
  { afterSeconds: 3, task: "orders-from-rabbitmq", status: "starting" },
  { afterSeconds: 6, task: "orders-from-rabbitmq", status: "finished" },
  { afterSeconds: 6, task: "payments-from-rabbitmq", status: "starting" },
  { afterSeconds: 9, task: "payments-from-rabbitmq", status: "finished" },
  { afterSeconds: 13, task: "invoices-from-rabbitmq", status: "finished" },
];

const startingStates = {
  "orders-from-rabbitmq": "creating",
  "payments-from-rabbitmq": "creating",
  "invoices-from-rabbitmq": "starting",
};

/** `docs/wait.svg`: a deployment waits for migrations, and starts once they have finished. */
export async function waitPicture(root: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "shop-"));
  const emulator = await startEmulator();
  const timers: NodeJS.Timeout[] = [];
  try {
    const environment = makeProject(root, folder);
    const run = promisify(execFile);
    const pulumi = (...args: string[]) => run("pulumi", args, { cwd: folder, env: { ...process.env, ...environment } });
    await pulumi("stack", "init", "dev");
    const settings = { region: defaultRegion, projectId: defaultProjectId, endpoint: emulator.url };
    for (const [name, value] of Object.entries(settings)) {
      await pulumi("config", "set", `huaweicloud-rocketmq:${name}`, value);
    }

    for (const [name, status] of Object.entries(startingStates)) {
      emulator.addTask(defaultInstanceId, { name, type: "rabbitToRocket", status });
    }
    const recording = await recordCommand({
      command: "pulumi up --yes --skip-preview",
      folder,
      columns,
      rows: 40,
      environment,
      onOutput(text) {
        if (timers.length > 0 || !text.includes("MigrationGate")) return;
        for (const { afterSeconds, task, status } of changes) {
          const change = () => emulator.setStatus(defaultInstanceId, task, status);
          timers.push(setTimeout(change, afterSeconds * 1000));
        }
      },
    });

    const { frames } = await replay({ ...recording, chunks: joinChunks(recording.chunks, 20) });
    const paced = pace(frames, { longestGapMs: 1000, shortestFrameMs: 150, lastFrameMs: 5000 });
    return drawAnimation(paced.frames, paced.durationMs, {
      title: "pulumi up: the deployment waits for the migrations",
      description:
        "A terminal: pulumi up creates a MigrationGate. Its status column shows how many migration tasks have finished and when the next poll is. " +
        "Once all have finished, the gate is created, and then the deployment that depends on it.",
      columns,
    });
  } finally {
    for (const timer of timers) clearTimeout(timer);
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies the program in `shop/` to a new folder, as a user's project. Returns its environment. */
function makeProject(root: string, folder: string): Record<string, string> {
  cpSync(join(import.meta.dirname, "shop"), folder, { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  mkdirSync(join(folder, "state"));
  const plugins = { providers: [{ name: "huaweicloud-rocketmq", path: join(root, "provider", "bin") }] };
  // JSON is valid YAML.
  writeFileSync(join(folder, "Pulumi.yaml"), JSON.stringify({ name: "shop", runtime: "nodejs", plugins }));
  return {
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "of a recording",
    HUAWEICLOUD_SDK_AK: defaultAccessKey,
    HUAWEICLOUD_SDK_SK: defaultSecretKey,
  };
}
