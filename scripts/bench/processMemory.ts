import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The highest resident size of another process; where the system does not keep it, the present size. */
export function peakMemoryMb(processId: number): number {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${processId}/status`, "utf8")) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) / 1024;
  } catch {
    // Not Linux.
  }
  return Number(spawnSync("ps", ["-o", "rss=", "-p", String(processId)], { encoding: "utf8" }).stdout) / 1024;
}
