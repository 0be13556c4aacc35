import { homedir } from "node:os";
import { setTimeout as timer } from "node:timers/promises";
import { CancelledError } from "./errors.ts";

/** Everything that comes from outside the program, in one place, so that tests need neither a real clock nor a real home. */
export interface Surroundings {
  environment: Readonly<Record<string, string | undefined>>;
  /** Where `.hcloud` and `.huaweicloud` are looked for. */
  homeFolder: string;
  now(): Date;
  /** Resolves after `ms` milliseconds; rejects with CancelledError as soon as `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A random number in [0, 1), for jitter. */
  random(): number;
  log(level: "debug" | "warning", message: string): void;
  /** Where an ECS serves its temporary keys; default: the link-local address that every ECS has. */
  ecsMetadataUrl?: string;
}

/** The real surroundings of this process. Debug messages are dropped, warnings go to standard error. */
export function processSurroundings(): Surroundings {
  return {
    environment: process.env,
    homeFolder: homedir(),
    now: () => new Date(),
    sleep: sleepAbortably,
    random: Math.random,
    log: (level, message) => {
      if (level === "warning") process.stderr.write(`warning: ${message}\n`);
    },
  };
}

async function sleepAbortably(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await timer(ms, undefined, signal ? { signal } : {});
  } catch {
    throw new CancelledError();
  }
}
