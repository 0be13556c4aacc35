/** Small programs that call the service with Huawei's SDKs for Python, Go and Node.js: how to install and how to run them. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const tools = join(import.meta.dirname, "..", "..", ".tools");

/** One call: an operation by its name in Huawei's API reference, and its request with the names of the wire. */
export interface SdkCall {
  operation: string;
  request: Record<string, unknown>;
}

/** What a call returned: the SDK's model of the response as JSON, or its error. */
export interface SdkOutcome {
  response?: Record<string, unknown>;
  error?: { status?: number; code?: string; message?: string; requestId?: string };
}

/** What a program reads from standard input, where no process list shows the keys. */
export interface SdkInput {
  endpoint: string;
  accessKey: string;
  secretKey: string;
  securityToken?: string;
  projectId?: string | undefined;
  /** Makes the SDK find the project at IAM, by the name of the region. */
  region?: string;
  iamEndpoint?: string;
  calls: SdkCall[];
}

/** A program with one of the SDKs. */
export interface SdkProgram {
  /** E.g. `Huawei's SDK for Go`. */
  readonly title: string;
  /**
   * Installs the SDK into .tools, and compiles the program, unless that is done.
   * @returns Why that is impossible on this machine, e.g. `go is not on PATH`; undefined if the program can run.
   * @throws Error with the output of the command that failed.
   */
  prepare(): Promise<string | undefined>;
  /** Runs the program. @throws Error with its output if it fails. */
  call(input: SdkInput): Promise<SdkOutcome[]>;
}

const pythonSources = join(import.meta.dirname, "python");
// The bench has the same environment.
const pythonFolder = join(tools, "python-sdk");
const pythonRelease = readFileSync(join(pythonSources, "requirements.txt"), "utf8").trim();
const python = join(pythonFolder, "bin", "python");

const goSources = join(import.meta.dirname, "go");
const goFolder = join(tools, "go-sdk");

const nodeSources = join(import.meta.dirname, "node");
const nodeFolder = join(tools, "node-sdk");

/** Where two of the SDKs are once they are installed, for other programs. */
export const huaweiSdks = {
  /** A Python that has the SDK. */
  python,
  /** The folder of a Go module that requires the SDK. */
  goModule: goSources,
};

/** All programs. */
export const sdkPrograms: readonly SdkProgram[] = [
  {
    title: "Huawei's SDK for Python",
    prepare: async () => {
      const complete = join(pythonFolder, `${pythonRelease}.complete`);
      if (existsSync(complete)) return undefined;
      const python3 = find("python3");
      if (python3 === undefined) return "python3 is not on PATH";
      rmSync(pythonFolder, { recursive: true, force: true });
      await run(python3, ["-m", "venv", pythonFolder]);
      await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", pythonRelease]);
      writeFileSync(complete, "");
      return undefined;
    },
    call: (input) => runProgram(python, [join(pythonSources, "main.py")], input),
  },
  {
    title: "Huawei's SDK for Go",
    prepare: () =>
      makeOnce(goSources, goFolder, async () => {
        const go = find("go");
        if (go === undefined) return "go is not on PATH";
        const env = { ...process.env, GOFLAGS: "-mod=readonly -buildvcs=false", GOWORK: "off" };
        await run(go, ["build", "-o", join(goFolder, "main"), "."], { cwd: goSources, env });
        return undefined;
      }),
    call: (input) => runProgram(join(goFolder, "main"), [], input),
  },
  {
    title: "Huawei's SDK for Node.js",
    prepare: () =>
      makeOnce(nodeSources, nodeFolder, async () => {
        for (const file of readdirSync(nodeSources)) copyFileSync(join(nodeSources, file), join(nodeFolder, file));
        await run("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: nodeFolder });
        return undefined;
      }),
    // The SDK writes a log file into the home directory.
    call: (input) => runProgram(process.execPath, [join(nodeFolder, "main.cjs")], input, { HOME: nodeFolder }),
  },
];

/** Makes the folder anew unless it is complete and of the same sources. `make` returns why it is impossible here. */
async function makeOnce(
  sources: string,
  folder: string,
  make: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const hash = createHash("sha256");
  for (const file of readdirSync(sources).sort()) hash.update(readFileSync(join(sources, file)));
  const complete = join(folder, `${hash.digest("hex")}.complete`);
  if (existsSync(complete)) return undefined;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const impossible = await make();
  // Written last, so that an interrupted installation is done again.
  if (impossible === undefined) writeFileSync(complete, "");
  return impossible;
}

function find(program: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file));
}

async function runProgram(
  file: string,
  args: readonly string[],
  input: SdkInput,
  environment: Record<string, string> = {},
): Promise<SdkOutcome[]> {
  const running = run(file, args, { env: { ...process.env, ...environment } });
  running.child.stdin?.end(JSON.stringify(input));
  // The SDK for Node.js logs errors to standard output; the outcomes are the last line.
  const { stdout } = await running;
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as SdkOutcome[];
}
