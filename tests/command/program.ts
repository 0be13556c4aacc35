import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { until } from "../stack/processes.ts";

/** How a program ended. */
export interface ProgramEnd {
  /** Null if a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running program, without a terminal. */
export interface RunningProgram {
  readonly child: ChildProcess;
  /** Resolves once it has printed this text, to either stream. */
  printed(text: string): Promise<void>;
  readonly ended: Promise<ProgramEnd>;
}

/**
 * Starts a program.
 * @param options.input what it reads from standard input. Default: nothing
 */
export function startProgram(
  file: string,
  args: readonly string[],
  { input, ...options }: Omit<SpawnOptions, "stdio"> & { readonly input?: string | undefined },
): RunningProgram {
  const child = spawn(file, args, { ...options, stdio: ["pipe", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  }
  child.stdin.on("error", () => {
    // It has ended without reading.
  });
  child.stdin.end(input);
  return {
    child,
    printed: async (text) => {
      await until(() => output.stdout.includes(text) || output.stderr.includes(text));
    },
    ended: once(child, "close").then(([status]): ProgramEnd => ({ status, ...output })),
  };
}
