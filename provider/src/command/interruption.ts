import { exitStatuses } from "./outcome.ts";

const signals = { SIGINT: "interrupted", SIGTERM: "terminated" } as const;

/** Ctrl-C and SIGTERM, as a command sees them. */
export interface Interruption {
  /** Aborted by the first of them. */
  readonly signal: AbortSignal;
  /** Which of them it was; undefined if there was none. */
  readonly received: () => (typeof signals)[keyof typeof signals] | undefined;
}

/** Turns Ctrl-C and SIGTERM into an abort. A second one ends the process at once. */
export function onInterruption(): Interruption {
  const abort = new AbortController();
  let received: (typeof signals)[keyof typeof signals] | undefined;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (received !== undefined) process.exit(exitStatuses[signals[name]]);
      received = signals[name];
      abort.abort();
    });
  }
  return { signal: abort.signal, received: () => received };
}
