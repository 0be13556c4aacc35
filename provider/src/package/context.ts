import type { Client, Clock } from "../cloud/index.ts";
import type { PollerRegistry } from "../migration/index.ts";
import type { OperationMemory } from "./operationMemory.ts";

/** What a function or resource has to work with during a call. */
export interface CallContext {
  /**
   * The service, as the provider is configured.
   * @throws ConfigurationError when read, if the configuration is wrong or not known yet
   */
  readonly client: Client;
  /** Aborted when the user presses Ctrl-C. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** The pollers, one per instance. All waits of the process share them. */
  readonly pollers: PollerRegistry;
  /** What the calls of one operation (`up`, `preview`, `refresh`, `destroy`) know about each other. */
  readonly memory: OperationMemory;
  /** Names of the call's properties that are secret. */
  readonly secrets: ReadonlySet<string>;
  /** Tells the user something while the call runs. Secrets are masked. */
  readonly report: Report;
}

/** The engine's three ways to show something to the user. */
export interface Report {
  /**
   * Shown in the status column while the call runs, and gone afterwards.
   * @param isNews false if only the elapsed time has changed: then it is not written to a log, where every line stays. Default: true
   */
  progress(text: string, isNews?: boolean): void;
  /** Stays below the resource after the update. */
  info(text: string): void;
  /** Stays below the resource, marked as a warning. */
  warning(text: string): void;
}
