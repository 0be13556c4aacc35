import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../stack/processes.ts";

const main = join(import.meta.dirname, "..", "..", "provider", "src", "command", "main.ts");

/** How a script ended. */
export interface JobEnd {
  /** Null if a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running script of a job. */
export interface RunningScript {
  /** Resolves once it has printed this, to either stream. */
  printed(text: string): Promise<void>;
  /** Sends a signal to the script's first process only, as CI systems do. */
  signal(name: NodeJS.Signals): void;
  readonly ended: Promise<JobEnd>;
}

/** A folder in which a job runs: a project that has the command installed. */
export interface Job {
  readonly folder: string;
  /** Runs a script as a file, as CI systems do. */
  start(shell: readonly string[], script: string, environment: Readonly<Record<string, string>>): RunningScript;
  /** The content of a file in the folder; empty if it does not exist. */
  read(name: string): string;
  write(name: string, content: string): void;
  /** Kills what still runs, and deletes the folder. */
  close(): void;
}

/** @param isInstalled false: the project does not have the command */
export function openJob({ isInstalled = true } = {}): Job {
  const folder = mkdtempSync(join(tmpdir(), "rocketmq-job-"));
  const programs = join(folder, "node_modules", ".bin");
  mkdirSync(programs, { recursive: true });
  if (isInstalled) addProgram(programs, "rocketmq-migration", `exec '${process.execPath}' '${main}' "$@"`);
  /** Each script is the leader of a process group. */
  const groups: number[] = [];
  const write = (name: string, content: string) => writeFileSync(join(folder, name), content);
  return {
    folder,
    start([shell = "sh", ...options], script, environment) {
      write("script.sh", script);
      const child = spawn(shell, [...options, join(folder, "script.sh")], {
        cwd: folder,
        env: environment,
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      });
      if (child.pid !== undefined) groups.push(child.pid);
      let stdout = "";
      let stderr = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        stdout += text;
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text;
      });
      return {
        printed: async (text) => {
          await until(() => stdout.includes(text) || stderr.includes(text));
        },
        signal: (name) => child.kill(name),
        ended: once(child, "close").then(([status]): JobEnd => ({ status, stdout, stderr })),
      };
    },
    read(name) {
      try {
        return readFileSync(join(folder, name), "utf8");
      } catch {
        return "";
      }
    },
    write,
    close() {
      for (const group of groups) killGroup(group);
      rmSync(folder, { recursive: true });
    },
  };
}

function killGroup(group: number): void {
  try {
    process.kill(-group, "SIGKILL");
  } catch {
    // It has ended.
  }
}

/** Writes an executable shell script. */
export function addProgram(folder: string, name: string, script: string): void {
  const file = join(folder, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}
