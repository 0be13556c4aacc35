// Shows how `rocketmq-migration wait` ends: each exit status, signals, a dropped connection and a service that is down for 30
// seconds. Each case runs twice, writing to a pipe and to a terminal, against the emulator, and prints what a person would see.
//
//   npm run endings              all cases
//   npm run endings -- failed    one of them
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  defaultAccessKey,
  defaultProjectId,
  defaultScenario,
  defaultSecretKey,
  type Emulator,
  startEmulator,
} from "../emulator/src/index.ts";
import { lineText } from "./record/screen.ts";
import { HeadlessTerminal } from "./record/terminal.ts";

const instanceId = "12121212-3434-4565-8787-909090909090";
const terminalSize = { columns: 110, rows: 24 };

/** One way of ending. */
interface Ending {
  readonly expected: number;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Happens while the command waits. */
  meanwhile?(world: World): Promise<void>;
}

/** What a case can change. */
interface World {
  readonly emulator: Emulator;
  /** Sends a signal to the command. */
  kill(signal: NodeJS.Signals): void;
  /** Stops the service, and starts it again on the same port. */
  restart(downSeconds: number): Promise<void>;
}

const endings: Readonly<Record<string, Ending>> = {
  finished: {
    expected: 0,
    args: ["--name", "orders", "payments"],
    meanwhile: async ({ emulator }) => emulator.setStatus(instanceId, "payments", "finished"),
  },
  failed: { expected: 1, args: ["--all"], meanwhile: async ({ emulator }) => fail(emulator) },
  "usage error": { expected: 2, args: [] },
  "timed out": { expected: 3, args: ["--name", "payments", "--timeout", "5s"] },
  refused: { expected: 4, args: ["--all"], environment: { HUAWEICLOUD_SDK_SK: "a-wrong-secret-key" } },
  "no match": { expected: 5, args: ["--name", "order"] },
  "Ctrl-C": { expected: 130, args: ["--name", "payments"], meanwhile: async ({ kill }) => kill("SIGINT") },
  SIGTERM: { expected: 143, args: ["--name", "payments"], meanwhile: async ({ kill }) => kill("SIGTERM") },
  "dropped connection": {
    expected: 0,
    args: ["--name", "orders", "payments"],
    async meanwhile({ emulator }) {
      emulator.addFault({ kind: "truncatedBody", method: "GET", count: 8 });
      await sleep(6000);
      emulator.setStatus(instanceId, "payments", "finished");
    },
  },
  "down for 30 seconds": {
    expected: 0,
    args: ["--name", "orders", "payments"],
    meanwhile: ({ restart }) => restart(30),
  },
  skipped: { expected: 0, args: ["--all", "--skip", "INC-4711: migrated by hand"] },
};

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(endings);
let runs = 0;
let wrongRuns = 0;
for (const name of wanted) {
  const ending = endings[name];
  if (!ending) throw new Error(`unknown case "${name}"; valid: ${Object.keys(endings).join(", ")}`);
  for (const toTerminal of [false, true]) {
    console.log(
      `\n=== ${name}, to a ${toTerminal ? "terminal" : "pipe"}: rocketmq-migration wait INSTANCE ${ending.args.join(" ")}`,
    );
    const status = await play(ending, toTerminal);
    const verdict = status === ending.expected ? "as documented" : `WRONG: expected ${ending.expected}`;
    console.log(`--- exit status ${status}, ${verdict}`);
    runs += 1;
    if (status !== ending.expected) wrongRuns += 1;
  }
}
console.log(`\n${runs - wrongRuns} of ${runs} runs ended as documented`);
process.exit(wrongRuns > 0 ? 1 : 0);

function fail(emulator: Emulator): void {
  emulator.setStatus(instanceId, "payments", "failed", [
    { kind: "topic", name: "refunds", reason: "the topic quota of the instance is used up" },
  ]);
}

function scenario() {
  const metadata = { topic_config_table: { refunds: { topic_name: "refunds" } } };
  const orders = { name: "orders", type: "rocketmq", status: "finished" } as const;
  const payments = { name: "payments", type: "rocketmq", status: "starting", metadata } as const;
  return { ...defaultScenario, instances: [{ id: instanceId, name: "shop", tasks: [orders, payments] }] };
}

async function play({ args, environment = {}, meanwhile }: Ending, toTerminal: boolean): Promise<number> {
  let emulator = await startEmulator({ scenario: scenario() });
  const port = Number(new URL(emulator.url).port);
  const command = ["node", "provider/src/command/main.ts", "wait", instanceId, ...args];
  const { columns, rows } = terminalSize;
  const folder = mkdtempSync(join(tmpdir(), "rocketmq-ending-"));
  const idFile = join(folder, "process-id");
  const words = command.map((word) => `'${word}'`).join(" ");
  // `exec` keeps the shell's process, so this is the ID of the command.
  const inTerminal = `echo $$ > '${idFile}'; stty cols ${columns} rows ${rows}; exec ${words}`;
  const child = toTerminal
    ? spawn(
        "script",
        ["--quiet", "--flush", "--return", "--command", inTerminal, "/dev/null"],
        options(emulator.url, environment),
      )
    : spawn(command[0] ?? "", command.slice(1), options(emulator.url, environment));
  const terminal = new HeadlessTerminal(columns, rows);
  let isWaiting = () => {};
  const waiting = new Promise<void>((resolve) => {
    isWaiting = resolve;
  });
  const show = (stream: string) => (text: string) => {
    if (toTerminal) void terminal.write(text);
    else process.stdout.write(text.replace(/^(?=.)/gm, `${stream} | `));
    if (/starting/.test(text)) isWaiting();
  };
  child.stdout?.setEncoding("utf8").on("data", show("stdout"));
  child.stderr?.setEncoding("utf8").on("data", show("stderr"));
  const ended = once(child, "close").then(([status]) => Number(status));
  void waiting.then(() =>
    meanwhile?.({
      emulator,
      kill: (signal) => (toTerminal ? process.kill(Number(readFileSync(idFile, "utf8")), signal) : child.kill(signal)),
      async restart(downSeconds) {
        await emulator.close();
        await sleep(downSeconds * 1000);
        emulator = await startEmulator({ port, scenario: scenario() });
        emulator.setStatus(instanceId, "payments", "finished");
      },
    }),
  );
  const status = await ended;
  if (toTerminal) console.log(terminal.everything().map(lineText).join("\n"));
  await emulator.close();
  rmSync(folder, { recursive: true });
  return status;
}

function options(url: string, environment: Readonly<Record<string, string>>) {
  return {
    env: {
      PATH: process.env.PATH ?? "",
      HOME: "/nonexistent",
      TERM: "xterm-256color",
      NODE_OPTIONS: "--disable-warning=ExperimentalWarning",
      HUAWEICLOUD_SDK_AK: defaultAccessKey,
      HUAWEICLOUD_SDK_SK: defaultSecretKey,
      HUAWEICLOUD_SDK_PROJECT_ID: defaultProjectId,
      HW_REGION_NAME: "cn-north-4",
      HUAWEICLOUD_SDK_REGION_ROCKETMQ_CN_NORTH_4: url,
      ...environment,
    },
  };
}
