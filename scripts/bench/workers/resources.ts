import { readFileSync } from "node:fs";

/**
 * The highest resident size of this process so far. Linux: VmHWM, which starts anew with the program; `maxRSS` of a child
 * also counts what its parent held when it was started.
 */
function peakMemoryMb(): number {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) / 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS / 1024;
}

/** Processor time of this process so far. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Times some calls, one after the other. */
export async function timeCalls(count: number, call: () => Promise<number>): Promise<ListRun> {
  const calls: ListCall[] = [];
  for (let index = 0; index < count; index++) {
    const [startedMs, cpuBefore] = [performance.now(), cpuSeconds()];
    const tasks = await call();
    const seconds = (performance.now() - startedMs) / 1000;
    calls.push({ tasks, seconds, cpuSeconds: cpuSeconds() - cpuBefore, peakMb: peakMemoryMb() });
  }
  return { calls };
}

/** What a worker that lists tasks prints. */
export interface ListRun {
  readonly calls: readonly ListCall[];
}

export interface ListCall {
  /** Tasks listed. */
  readonly tasks: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of the process, up to the end of this call. */
  readonly peakMb: number;
}

/** What such a worker gets. */
export interface ListInput {
  readonly endpoint: string;
  readonly instanceId: string;
  readonly projectId: string;
  /** How many times to list, in one process. */
  readonly calls: number;
}

/** A worker's input: its only argument, as JSON. */
export function readInput<Input>(): Input {
  return JSON.parse(process.argv[2] ?? "{}") as Input;
}

/** Any pair does: the bench's server checks no signatures. */
export const keys = { accessKey: "BENCHACCESSKEY", secretKey: "secret key of the bench" };
