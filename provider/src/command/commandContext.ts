import { type Clock, type Environment, systemClock } from "../cloud/index.ts";
import { type Interruption, onInterruption } from "./interruption.ts";
import type { OutcomeState } from "./outcome.ts";

/** Standard output: a terminal, a pipe or a file. */
export type OutputStream = NodeJS.WriteStream & { readonly fd: number };

/** What a command gets from its process, and where it records how it ended. */
export interface CommandContext {
  readonly clock: Clock;
  readonly environment: Environment;
  /** The result, and nothing else. */
  readonly stdout: OutputStream;
  /** Progress, warnings and errors. */
  readonly stderr: NodeJS.WriteStream;
  readonly interruption: Interruption;
  /** Records how the command ended. Default: finished. */
  end(state: OutcomeState): void;
  /** How the command ended. */
  readonly ending: () => OutcomeState;
}

/** This process. Ctrl-C and SIGTERM abort the command from now on. */
export function startCommandContext(): CommandContext {
  let ending: OutcomeState = "finished";
  return {
    clock: systemClock,
    environment: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    interruption: onInterruption(),
    end(state) {
      ending = state;
    },
    ending: () => ending,
  };
}
