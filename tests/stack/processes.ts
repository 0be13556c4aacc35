import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** A process of this machine, as `ps` shows it. */
export interface Process {
  readonly id: number;
  readonly parentId: number;
  readonly commandLine: string;
}

/** The processes that this one started, and those that they started. */
export function descendantsOf(processId: number): Process[] {
  const listed = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
  const all = listed.split("\n").flatMap((line): Process[] => {
    const [, id, parentId, commandLine = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return id === undefined ? [] : [{ id: Number(id), parentId: Number(parentId), commandLine }];
  });
  const found: Process[] = [];
  for (let parents = [processId]; parents.length > 0; ) {
    const children = all.filter(({ parentId }) => parents.includes(parentId));
    found.push(...children);
    parents = children.map(({ id }) => id);
  }
  return found;
}

/** True for a process of the plugin. */
export function isPlugin({ commandLine }: Process): boolean {
  return /provider\/bin\/start\.cjs/.test(commandLine);
}

/** False once the process has ended. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves as soon as the condition holds. Other processes cannot notify us, so it polls. */
export async function until<T>(look: () => T | undefined | false): Promise<T> {
  for (;;) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    await sleep(10);
  }
}
