import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as automation from "@pulumi/pulumi/automation/index.js";
import * as sdkSettings from "@pulumi/pulumi/runtime/settings.js";
import {
  defaultAccessKey,
  defaultProjectId,
  defaultRegion,
  defaultSecretKey,
  type Emulator,
  type EmulatorOptions,
  startEmulator,
} from "../../emulator/src/index.ts";

const root = join(import.meta.dirname, "..", "..");
const pluginFolder = join(root, "provider", "bin");

/**
 * Programs of a hundred stacks run in this process, each with an engine of its own, and the SDK never closes a connection to
 * an engine that has ended. gRPC shares connections by address: a new engine that gets the port of an old one would
 * get its broken connection too ("14 UNAVAILABLE: No connection established. Last error: null"). So none are shared.
 */
const { grpcClientOptions }: Readonly<Record<string, unknown>> = { ...sdkSettings };
if (!(grpcClientOptions instanceof Object))
  throw new Error("@pulumi/pulumi keeps its connections' options elsewhere now.");
Object.assign(grpcClientOptions, { "grpc.use_local_subchannel_pool": 1 });

/** An emulator and a folder for state: what a test of real stacks needs. */
export interface Bench {
  readonly emulator: Emulator;
  /** A stack with an inline program: it runs in this process, the engine and the plugin are real. */
  stack(program: automation.PulumiFn, settings?: StackSettings): Promise<TestStack>;
  close(): Promise<void>;
}

export interface StackSettings {
  /** Default: a name of its own. */
  readonly name?: string;
  /** Configuration besides region, project and endpoint; undefined takes one of these away. */
  readonly config?: Readonly<Record<string, string | { secret: string } | undefined>>;
  /** Environment besides the keys; undefined takes one of these away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** What an operation on a stack did. */
export interface Outcome {
  readonly succeeded: boolean;
  /** Everything that the terminal shows, without colours. */
  readonly terminal: string;
  readonly events: readonly automation.EngineEvent[];
  readonly outputs: automation.OutputMap;
  /** How many resources had which operation, e.g. `{ create: 2, same: 1 }`. */
  readonly changes: Readonly<Record<string, number>>;
}

export interface TestStack {
  readonly stack: automation.Stack;
  up(options?: automation.UpOptions): Promise<Outcome>;
  preview(options?: automation.PreviewOptions): Promise<Outcome>;
  refresh(options?: automation.RefreshOptions): Promise<Outcome>;
  destroy(options?: automation.DestroyOptions): Promise<Outcome>;
  /** The state as it lies on disk: secrets are cipher texts. */
  state(): Promise<string>;
}

let stacks = 0;

export async function openBench(options: EmulatorOptions = {}): Promise<Bench> {
  const emulator = await startEmulator(options);
  const folder = await mkdtemp(join(tmpdir(), "rocketmq-bench-"));
  return {
    emulator,
    stack: (program, settings = {}) => openStack(emulator, folder, program, settings),
    async close() {
      await emulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openStack(
  emulator: Emulator,
  folder: string,
  program: automation.PulumiFn,
  { name, config = {}, environment = {} }: StackSettings,
): Promise<TestStack> {
  stacks += 1;
  // Dynamic providers run in the project's folder, and import from there.
  const workDir = await mkdtemp(join(folder, "project-"));
  await symlink(join(root, "node_modules"), join(workDir, "node_modules"));
  const stackName = name ?? `test${stacks}`;
  const backend = { url: `file://${folder}` };
  // The Automation API's type of a project does not know `plugins`; the engine does.
  const projectSettings: automation.ProjectSettings & { plugins: object } = {
    name: "bench",
    runtime: "nodejs",
    backend,
    plugins: { providers: [{ name: "huaweicloud-rocketmq", path: pluginFolder }] },
  };
  const settings: NonNullable<StackSettings["config"]> = {
    "huaweicloud-rocketmq:region": defaultRegion,
    "huaweicloud-rocketmq:projectId": defaultProjectId,
    "huaweicloud-rocketmq:endpoint": emulator.url,
    "huaweicloud-rocketmq:iamEndpoint": emulator.url,
    ...config,
  };
  const plain = Object.entries(settings).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const stack = await automation.LocalWorkspace.createOrSelectStack(
    { stackName, projectName: "bench", program },
    {
      projectSettings,
      // Written into the stack's file: to set it by the command line is one more start of it.
      stackSettings: { [stackName]: { config: Object.fromEntries(plain) } },
      pulumiCommand: await pulumiCommand(),
      workDir,
      envVars: defined({
        PULUMI_CONFIG_PASSPHRASE: "a passphrase of tests",
        HUAWEICLOUD_SDK_AK: defaultAccessKey,
        HUAWEICLOUD_SDK_SK: defaultSecretKey,
        ...environment,
      }),
    },
  );
  const secrets = Object.entries(settings).flatMap(([key, value]) =>
    typeof value === "object" ? [[key, { value: value.secret, secret: true }]] : [],
  );
  if (secrets.length > 0) await stack.setAllConfig(Object.fromEntries(secrets));
  const readState = () => readFile(join(folder, ".pulumi", "stacks", "bench", `${stackName}.json`), "utf8");
  askTheStateOnly(stack, readState);
  return {
    stack,
    up: (options) => watch((hooks) => stack.up({ color: "never", ...options, ...hooks })),
    preview: (options) => watch((hooks) => stack.preview({ color: "never", ...options, ...hooks })),
    refresh: (options) => watch((hooks) => stack.refresh({ color: "never", ...options, ...hooks })),
    destroy: (options) => watch((hooks) => stack.destroy({ color: "never", ...options, ...hooks })),
    state: readState,
  };
}

let command: Promise<automation.PulumiCommand> | undefined;

/** The command line, whose version is asked for once. */
function pulumiCommand(): Promise<automation.PulumiCommand> {
  command ??= automation.PulumiCommand.get();
  return command;
}

/**
 * After each operation the Automation API starts the command line three times more, for outputs and history. Outputs are in
 * the state, and nobody asks for the history. What is encrypted is left to the command line.
 */
function askTheStateOnly(stack: automation.Stack, readState: () => Promise<string>): void {
  const askCommandLine = stack.outputs.bind(stack);
  stack.outputs = async () => {
    const { checkpoint } = JSON.parse(await readState()) as { checkpoint: { latest?: Snapshot } };
    const outputs = checkpoint.latest?.resources?.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
    if (JSON.stringify(outputs).includes("4dabf18193072939515e22adb298388d")) return askCommandLine();
    return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, { value, secret: false }]));
  };
  stack.info = async () => undefined;
}

interface Snapshot {
  readonly resources?: readonly { readonly type: string; readonly outputs?: Readonly<Record<string, unknown>> }[];
}

interface Hooks {
  onOutput(text: string): void;
  onError(text: string): void;
  onEvent(event: automation.EngineEvent): void;
}

async function watch(run: (hooks: Hooks) => Promise<object>): Promise<Outcome> {
  let terminal = "";
  const events: automation.EngineEvent[] = [];
  const note = (text: string) => {
    terminal += text;
  };
  const hooks = { onOutput: note, onError: note, onEvent: (event: automation.EngineEvent) => events.push(event) };
  let succeeded = true;
  let result: object = {};
  try {
    result = await run(hooks);
  } catch (error) {
    succeeded = false;
    terminal += `\n${error instanceof Error ? error.message : String(error)}`;
  }
  const outputs = "outputs" in result ? (result.outputs as automation.OutputMap) : {};
  const summary = events.find(({ summaryEvent }) => summaryEvent)?.summaryEvent;
  return { succeeded, terminal, events, outputs, changes: { ...summary?.resourceChanges } };
}

function defined(map: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
