import { type Clock, type Environment, systemClock } from "../cloud/index.ts";
import { type Interruption, onInterruption } from "./interruption.ts";
import type { OutcomeState } from "./outcome.ts";

/** What a command has around it, and how it says how it ended. */
export interface Surroundings {
  readonly clock: Clock;
  readonly environment: Environment;
  /** The result, and nothing else. */
  readonly stdout: NodeJS.WriteStream;
  /** Progress, warnings and errors. */
  readonly stderr: NodeJS.WriteStream;
  readonly interruption: Interruption;
  /** Notes how the command ended. Without it, it has finished. */
  end(state: OutcomeState): void;
  readonly ending: () => OutcomeState;
}

/** This process. Ctrl-C and SIGTERM abort the command from now on. */
export function startSurroundings(): Surroundings {
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
