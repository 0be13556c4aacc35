/**
 * `npm run demo`: a real `pulumi up` of the stack at the root of this repository, and of one that waits, against the emulator.
 * It writes to `.demo/` and to the stacks' settings files, and deletes both at the end. It needs no account and no login.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { styleText } from "node:util";

const root = join(import.meta.dirname, "..");
const folder = join(root, ".demo");
const scenarioFile = join(root, "emulator", "scenarios", "demo.json");
const emulatorLog = join(folder, "emulator.log");
/** A task in emulator/scenarios/demo.json that is running at first, and finishes 20 seconds after the emulator's start. */
const movingTask = "de-orders";
const stack = ["--stack", "emulator-demo"];
/** The projects that the demo shows: the root, which reads the state of migrations, and one that waits for a migration. */
const projects = { reading: root, waiting: join(root, "examples", "gate", "messaging") };

let running: ChildProcess | undefined;
let emulator: ChildProcess | undefined;

process.once("SIGINT", () => {
  say("Interrupted. Stopping Pulumi, then cleaning up.");
});

try {
  await demo();
} catch (error) {
  process.exitCode = 1;
  console.error(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}`);
} finally {
  running?.kill("SIGINT");
  emulator?.kill();
  removeTraces();
}

async function demo(): Promise<void> {
  removeTraces();
  mkdirSync(join(folder, "state"), { recursive: true });
  const scenario = JSON.parse(readFileSync(scenarioFile, "utf8"));
  const [key] = scenario.accessKeys;
  const [instance] = scenario.instances;
  // A region's default project is named after the region.
  const [{ name: region }] = scenario.projects;

  say("1. Starting an emulator of Huawei Cloud's API, with the migration tasks of a made-up company.");
  const url = await startEmulator();
  console.log(`   It listens on ${url} and checks every signature.`);

  const environment = {
    // State is in a local folder. The passphrase of its secrets is generated for this run and never stored.
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: randomBytes(16).toString("hex"),
    HUAWEICLOUD_SDK_AK: key.accessKey,
    HUAWEICLOUD_SDK_SK: key.secretKey,
  };
  const settings = {
    instanceId: instance.id,
    "huaweicloud-rocketmq:region": region,
    "huaweicloud-rocketmq:endpoint": url,
    "huaweicloud-rocketmq:iamEndpoint": url,
  };
  say("2. Creating a stack. Its configuration has the service's address; the keys are in the environment.");
  for (const [name, value] of Object.entries(settings)) console.log(`   pulumi config set ${name} ${value}`);
  await makeStack(projects.reading, settings, environment);

  say("3. pulumi up: what is the state of the migrations?");
  await pulumi(projects.reading, ["up", ...stack, "--yes", "--skip-preview"], environment);

  say("4. The requests that the emulator received:");
  showRequests();

  say(`5. pulumi up in examples/gate/messaging: a gate waits until the migration ${movingTask} has finished.`);
  await makeStack(projects.waiting, { ...settings, "taskNames[0]": movingTask }, environment);
  await pulumi(projects.waiting, ["up", ...stack, "--yes", "--skip-preview"], environment);

  say("6. Cleaning up: removing the stacks, the emulator and .demo/.");
  for (const project of Object.values(projects)) {
    await pulumi(project, ["destroy", ...stack, "--yes", "--skip-preview"], environment, "quiet");
    await pulumi(project, ["stack", "rm", ...stack, "--yes", "--non-interactive"], environment, "quiet");
  }

  say("What next?");
  console.log(
    [
      "   npm run emulator -- --port 0   only the emulator, for your own stacks",
      "   npm test                       every test, against the emulator and a real engine",
      "   index.ts                       the program of step 3, ten lines long",
      "   examples/                      complete projects: gates, RabbitMQ, RocketMQ, without a plugin",
      "   README.md                      configuration, functions, resources, errors",
      "   For the real service, change only the configuration: set your region and keys, and omit both endpoints.",
    ].join("\n"),
  );
}

/** A settings file contains the salt of the passphrase, which is new for each run, so an old file must not remain. */
function removeTraces(): void {
  rmSync(folder, { recursive: true, force: true });
  for (const project of Object.values(projects)) rmSync(join(project, "Pulumi.emulator-demo.yaml"), { force: true });
}

async function makeStack(
  project: string,
  settings: Readonly<Record<string, string>>,
  environment: Record<string, string>,
): Promise<void> {
  await pulumi(project, ["stack", "init", ...stack, "--non-interactive"], environment, "quiet");
  const values = Object.entries(settings).flatMap(([name, value]) => ["--plaintext", `${name}=${value}`]);
  await pulumi(project, ["config", "set-all", ...stack, "--path", ...values], environment, "quiet");
}

/** Prints a heading, in bold if the output is a terminal. */
function say(text: string): void {
  console.log(`\n${styleText("bold", text, { stream: process.stdout })}`);
}

/** Starts the emulator, and returns the URL that it prints. */
async function startEmulator(): Promise<string> {
  const main = join(root, "emulator", "src", "main.ts");
  const child = spawn(process.execPath, [main, "--port", "0", "--scenario", scenarioFile, "--log", emulatorLog], {
    stdio: ["ignore", "pipe", "inherit"],
    // In its own process group, so that Ctrl-C does not stop it: Pulumi still needs it to end its update.
    detached: true,
  });
  emulator = child;
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => {
      const url = /https?:\/\/\S+/.exec(line)?.[0];
      if (url) resolve(url);
      else reject(new Error(`expected the emulator to print its URL, but it printed: ${line}`));
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the emulator exited with code ${code}`)));
  });
}

/** Runs the CLI in a project. Quiet: its output is shown only if it fails. */
async function pulumi(
  project: string,
  args: string[],
  environment: Record<string, string>,
  mode?: "quiet",
): Promise<void> {
  const child = spawn("pulumi", args, {
    cwd: project,
    env: { ...process.env, ...environment },
    // Pulumi draws in colour only if its input is a terminal as well.
    stdio: mode === "quiet" ? ["ignore", "pipe", "pipe"] : "inherit",
  });
  running = child;
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      running = undefined;
      if (code === 0) return resolve();
      reject(new Error(`pulumi ${args[0]} ended with ${signal ?? `exit code ${code}`}\n${output}`));
    });
  });
}

/** Prints the emulator's log for people: one line per request. */
function showRequests(): void {
  for (const line of readFileSync(emulatorLog, "utf8").trim().split("\n")) {
    const { method, path, query, status, signed, whyNot } = JSON.parse(line);
    const search = new URLSearchParams(query).toString();
    const verdict = signed ? "signature valid" : `not signed: ${whyNot}`;
    const shortPath = path.replaceAll(/[0-9a-f-]{32,36}/g, (id: string) => `${id.slice(0, 8)}…`);
    console.log(`   ${status}  ${method} ${shortPath}${search ? `?${search}` : ""}  (${verdict})`);
  }
}
