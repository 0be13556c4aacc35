import type { Client } from "../cloud/index.ts";
import type { WatchRegistry } from "../migration/index.ts";
import type { OperationMemory } from "./operationMemory.ts";

/** What a function or resource is given to work with, for one call. */
export interface CallContext {
  /**
   * The service, configured as the provider is.
   * @throws ConfigurationError when read, if the provider's configuration is wrong or not known yet
   */
  readonly client: Client;
  /** Aborted when the user presses Ctrl-C. */
  readonly signal: AbortSignal;
  /** The pollers, one an instance: every wait of this process shares them, and their clock. */
  readonly watches: WatchRegistry;
  /** What the calls of one operation (`up`, `preview`, `refresh`, `destroy`) know of each other. */
  readonly memory: OperationMemory;
  /** Names of the call's properties that are secret. */
  readonly secrets: ReadonlySet<string>;
  /** Tells the user something while the call runs. */
  readonly report: Report;
}

/** Three ways to tell the user something, as the engine knows them. */
export interface Report {
  /**
   * Shown in the status column while the call runs, and gone afterwards.
   * @param isNews false if only time went by: it is not told where it would stay, in a log. Default: true
   */
  progress(text: string, isNews?: boolean): void;
  /** Stays below the resource when the update is over. */
  info(text: string): void;
  /** Stays, marked as a warning. */
  warning(text: string): void;
}
