import { homedir } from "node:os";
import { setTimeout as timer } from "node:timers/promises";
import type { Environment } from "./environment.ts";
import { CancelledError } from "./errors.ts";

/** Everything the cloud layer takes from its host process, so that tests need no real clock and no real home folder. */
export interface HostEnvironment {
  /** Environment variables by name. */
  environment: Environment;
  /** Holds `.hcloud` and `.huaweicloud`. */
  homeFolder: string;
  now(): Date;
  /** Resolves after `ms` milliseconds; rejects with CancelledError as soon as `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A random number in [0, 1), for jitter. */
  random(): number;
  log(level: "debug" | "warning", message: string): void;
  /** URL of the ECS metadata service. Default: the link-local address that is the same on every ECS. */
  ecsMetadataUrl?: string;
}

/** This process. Debug messages are dropped, warnings go to standard error. */
export function processHostEnvironment(): HostEnvironment {
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
