import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type HostEnvironment, providerTerms } from "../../provider/src/cloud/index.ts";

/** HostEnvironment with a clock that only sleeping moves, and with a record of what was said and slept. */
export interface TestHost extends HostEnvironment {
  readonly sleptMs: number[];
  readonly messages: string[];
  /** Moves the clock. */
  advance(ms: number): void;
}

/** What a test changes; `wallClock` alone replaces the time that people read. */
export interface HostChanges extends Partial<HostEnvironment> {
  wallClock?: () => number;
}

/** Nothing in the environment, no home folder, random() always 0.5; `changes` puts something else in place. */
export function testHost({ wallClock, ...changes }: HostChanges = {}): TestHost {
  const sleptMs: number[] = [];
  const messages: string[] = [];
  let time = Date.parse("2026-02-03T04:05:06.789Z");
  return {
    environment: {},
    homeFolder: join(tmpdir(), "no-such-home"),
    clock: {
      now: () => time,
      wallClock: wallClock ?? (() => time),
      sleep: async (ms, signal) => {
        if (signal?.aborted) return;
        sleptMs.push(ms);
        time += ms;
      },
      random: () => 0.5,
    },
    terms: providerTerms,
    log: (level, message) => void messages.push(`${level}: ${message}`),
    ...changes,
    sleptMs,
    messages,
    advance: (ms) => {
      time += ms;
    },
  };
}

/** A home folder with these files in it, and a function that removes it. */
export function createHome(files: Readonly<Record<string, unknown>>): {
  homeFolder: string;
  write(name: string, content: unknown): void;
  remove(): void;
} {
  const homeFolder = mkdtempSync(join(tmpdir(), "home-"));
  const write = (name: string, content: unknown): void => {
    const path = join(homeFolder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  return { homeFolder, write, remove: () => rmSync(homeFolder, { recursive: true }) };
}

/** The error that a promise ends in; fails when it ends well. */
export async function errorOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error("expected an error, but there was none");
}
