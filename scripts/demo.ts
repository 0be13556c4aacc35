/**
 * `npm run demo`: a real `pulumi up` of the stack at the root of this repository, and of one that waits, against the emulator.
 * What it makes is in `.demo/` and in the stacks' settings files, and gone when it ends; no account and no login is needed.
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
/** A company's move, in emulator/scenarios/demo.json: this task of it is under way, and finishes 20 seconds after the start. */
const movingTask = "de-orders";
const stack = ["--stack", "emulator-demo"];
/** The projects that are shown: the root, which reads where migrations stand, and one that waits for a migration. */
const projects = { reading: root, waiting: join(root, "examples", "gate", "messaging") };

let running: ChildProcess | undefined;
let emulator: ChildProcess | undefined;

process.once("SIGINT", () => {
  say("Stopping: the demo was interrupted. Pulumi ends its update first, then everything is cleaned up.");
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
  // A region's default project has the region's name.
  const [{ name: region }] = scenario.projects;

  say("1. Starting an emulator of Huawei Cloud's API, with the migrations of a company that moves its messaging.");
  const url = await startEmulator();
  console.log(`   It listens on ${url} and checks every signature.`);

  const environment = {
    // State in a local folder; the passphrase of its secrets is made for this run and never written down.
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
  say("2. Making a stack. Its configuration says where the service is; keys come from the environment.");
  for (const [name, value] of Object.entries(settings)) console.log(`   pulumi config set ${name} ${value}`);
  await makeStack(projects.reading, settings, environment);

  say("3. pulumi up: where do the migrations stand?");
  await pulumi(projects.reading, ["up", ...stack, "--yes", "--skip-preview"], environment);

  say("4. What the emulator saw:");
  showRequests();

  say(`5. pulumi up in examples/gate/messaging: its notice must wait until the migration ${movingTask} is finished.`);
  await makeStack(projects.waiting, { ...settings, "taskNames[0]": movingTask }, environment);
  await pulumi(projects.waiting, ["up", ...stack, "--yes", "--skip-preview"], environment);

  say("6. Cleaning up: stacks, emulator and .demo/ go.");
  for (const project of Object.values(projects)) {
    await pulumi(project, ["destroy", ...stack, "--yes", "--skip-preview"], environment, "quiet");
    await pulumi(project, ["stack", "rm", ...stack, "--yes", "--non-interactive"], environment, "quiet");
  }

  say("What next?");
  console.log(
    [
      "   npm run emulator -- --port 0   the emulator alone, for your own stacks",
      "   npm test                       every test, against the emulator and a real engine",
      "   index.ts                       the program that ran first: ten lines",
      "   examples/                      whole projects: gates, RabbitMQ, RocketMQ, without a plugin",
      "   README.md                      configuration, functions, resources, errors",
      "   Against the real service only the configuration differs: set region and keys, and leave the endpoints out.",
    ].join("\n"),
  );
}

/** A settings file has the salt of the passphrase, which is another one at every run: an old one must not stay. */
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

/** A heading: bold where the output is a terminal that shows it. */
function say(text: string): void {
  console.log(`\n${styleText("bold", text, { stream: process.stdout })}`);
}

/** Starts the emulator, and answers the URL that it prints. */
async function startEmulator(): Promise<string> {
  const main = join(root, "emulator", "src", "main.ts");
  const child = spawn(process.execPath, [main, "--port", "0", "--scenario", scenarioFile, "--log", emulatorLog], {
    stdio: ["ignore", "pipe", "inherit"],
    // A process group of its own: Ctrl-C is for Pulumi, which still needs the emulator to end well.
    detached: true,
  });
  emulator = child;
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => {
      const url = /https?:\/\/\S+/.exec(line)?.[0];
      if (url) resolve(url);
      else reject(new Error(`the emulator printed no URL, but: ${line}`));
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the emulator ended with exit code ${code}`)));
  });
}

/** Runs the CLI in a project; quiet: its output is shown only if it fails. */
async function pulumi(
  project: string,
  args: string[],
  environment: Record<string, string>,
  mode?: "quiet",
): Promise<void> {
  const child = spawn("pulumi", args, {
    cwd: project,
    env: { ...process.env, ...environment },
    // With the terminal's input too Pulumi takes it for one, and draws in colours.
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

/** Prints the emulator's log as a person reads it: one line a request. */
function showRequests(): void {
  for (const line of readFileSync(emulatorLog, "utf8").trim().split("\n")) {
    const { method, path, query, status, signed, whyNot } = JSON.parse(line);
    const search = new URLSearchParams(query).toString();
    const verdict = signed ? "signature valid" : `not signed: ${whyNot}`;
    const shortPath = path.replaceAll(/[0-9a-f-]{32,36}/g, (id: string) => `${id.slice(0, 8)}…`);
    console.log(`   ${status}  ${method} ${shortPath}${search ? `?${search}` : ""}  (${verdict})`);
  }
}
