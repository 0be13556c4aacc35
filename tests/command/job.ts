import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandFile } from "./commandProcess.ts";
import { type RunningProgram, startProgram } from "./program.ts";

/** A folder in which a job runs: a project that has the command installed. */
export interface Job {
  readonly folder: string;
  /** Runs a script as a file, as CI systems do. A signal reaches its first process only, as theirs do. */
  start(shell: readonly string[], script: string, environment: Readonly<Record<string, string>>): RunningProgram;
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
  if (isInstalled) addProgram(programs, "rocketmq-migration", `exec '${process.execPath}' '${commandFile}' "$@"`);
  /** Each script is the leader of a process group. */
  const groups: number[] = [];
  const write = (name: string, content: string) => writeFileSync(join(folder, name), content);
  return {
    folder,
    start([shell = "sh", ...options], script, environment) {
      write("script.sh", script);
      const program = startProgram(shell, [...options, join(folder, "script.sh")], {
        cwd: folder,
        env: environment,
        detached: true,
      });
      if (program.child.pid !== undefined) groups.push(program.child.pid);
      return program;
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
