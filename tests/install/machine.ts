import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { defaultAccessKey, defaultProjectId, defaultRegion, defaultSecretKey } from "../../emulator/src/index.ts";
import { npmCache } from "./npmCache.ts";

/** How a script ended. */
interface ScriptEnd {
  readonly status: number | null;
  /** Both streams. */
  readonly output: string;
}

/** A user's machine: a home of its own, in which Pulumi has no plugins, and nothing of this repository on PATH. */
export interface Machine {
  readonly home: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Makes a folder with these files in the home. */
  folder(name: string, files: Readonly<Record<string, string>>): string;
  /** Makes a stack in a project's folder, whose provider talks to the emulator at this URL. */
  initStack(folder: string, emulatorUrl: string, options?: StackOptions): Promise<void>;
  /** Runs a script that ends at the first command that fails. */
  run(folder: string, script: string, environment?: Readonly<Record<string, string>>): Promise<ScriptEnd>;
  /** The plugins in Pulumi's cache. */
  plugins(): string[];
  close(): void;
}

interface StackOptions {
  /** Default: `dev`. */
  readonly stackName?: string;
  /** In addition to the provider's. */
  readonly config?: Readonly<Record<string, string | readonly string[]>>;
}

interface MachineOptions {
  /** Whether Node and npm are on PATH. Default: true. */
  readonly hasNode?: boolean;
  /** No network: npm has only the cache that the set-up filled, and proxies lead nowhere. Default: false. */
  readonly isOffline?: boolean;
  /** Programs of this machine that are on PATH too. */
  readonly programs?: readonly string[];
}

export function openMachine({ hasNode = true, isOffline = false, programs: more = [] }: MachineOptions = {}): Machine {
  const home = mkdtempSync(join(tmpdir(), "rocketmq-machine-"));
  const engine = realpathSync(dirname(programOnPath("pulumi")));
  const pulumiHome = join(home, ".pulumi");
  // Where npm's package `pulumi` puts the engine that it downloads.
  const version = spawnSync(join(engine, "pulumi"), ["version"], { encoding: "utf8" }).stdout.trim().replace("v", "");
  mkdirSync(join(pulumiHome, "versions", version), { recursive: true });
  symlinkSync(engine, join(pulumiHome, "versions", version, "bin"));
  const programs = join(home, "programs");
  mkdirSync(programs);
  for (const name of ["sh", "env", "git", "sha256sum", "grep", ...(hasNode ? ["npm", "npx"] : []), ...more]) {
    symlinkSync(programOnPath(name), join(programs, name));
  }
  if (hasNode) symlinkSync(process.execPath, join(programs, "node"));
  const environment = {
    HOME: home,
    PATH: [engine, programs].join(delimiter),
    PULUMI_HOME: pulumiHome,
    PULUMI_BACKEND_URL: `file://${home}`,
    PULUMI_CONFIG_PASSPHRASE: "a passphrase of tests",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_SKIP_CONFIRMATIONS: "true",
    HUAWEICLOUD_SDK_AK: defaultAccessKey,
    HUAWEICLOUD_SDK_SK: defaultSecretKey,
    ...npmSettings(),
    ...(isOffline ? offline : {}),
  };

  const folder: Machine["folder"] = (name, files) => {
    const path = join(home, name);
    mkdirSync(path, { recursive: true });
    for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content);
    return path;
  };
  const run: Machine["run"] = async (cwd, script, more = {}) => {
    const child = spawn("sh", ["-ec", script], {
      cwd,
      env: { ...environment, ...more },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    const [status] = await once(child, "close");
    return { status, output };
  };
  return {
    home,
    environment,
    folder,
    run,
    async initStack(project, emulatorUrl, { stackName = "dev", config = {} } = {}) {
      const settings = {
        "huaweicloud-rocketmq:region": defaultRegion,
        "huaweicloud-rocketmq:projectId": defaultProjectId,
        "huaweicloud-rocketmq:endpoint": emulatorUrl,
        ...config,
      };
      const lines = Object.entries(settings).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`);
      writeFileSync(join(project, `Pulumi.${stackName}.yaml`), `config:\n${lines.join("\n")}\n`);
      const { status, output } = await run(project, `pulumi stack init ${stackName}`);
      if (status !== 0) throw new Error(`pulumi stack init failed:\n${output}`);
    },
    plugins() {
      const cache = join(pulumiHome, "plugins");
      const entries = existsSync(cache) ? readdirSync(cache, { withFileTypes: true }) : [];
      return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    },
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** What leaves programs nothing to reach but this machine: nothing listens on port 1. */
const offline = {
  npm_config_offline: "true",
  npm_config_cache: npmCache,
  HTTP_PROXY: "http://127.0.0.1:1",
  HTTPS_PROXY: "http://127.0.0.1:1",
  NO_PROXY: "127.0.0.1,localhost",
};

/** This machine's npm: its registry, its certificates and its cache, wherever the home is. */
function npmSettings(): Record<string, string> {
  const { stdout } = spawnSync("npm", ["config", "get", "userconfig", "cache", "registry"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const settings = stdout
    .trim()
    .split("\n")
    .map((line): [string, string] => {
      const [name = "", ...value] = line.split("=");
      return [`npm_config_${name}`, value.join("=")];
    });
  return {
    ...Object.fromEntries(settings),
    npm_config_prefer_offline: "true",
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
  };
}

function programOnPath(name: string): string {
  const { stdout } = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" });
  if (stdout === "") throw new Error(`${name} is not on PATH`);
  return stdout.trim();
}
