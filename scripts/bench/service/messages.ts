/** What the server plays. */
export interface Play {
  readonly instances: readonly PlayedInstance[];
  /** The longest page. A request for a longer one is refused, as the service does it (DMS.10240042). */
  readonly largestPage: number;
  /** How long an answer takes. */
  readonly delayMs: number;
}

export interface PlayedInstance {
  readonly id: string;
  /** Tasks that finished long ago; their ids are `taskId(1)` and so on. */
  readonly finishedTasks: number;
  /**
   * One more task, the last of the list, which is running until this moment, in milliseconds since 1970. `never`: until
   * it is ended by an order. Left out: there is none.
   */
  readonly runningUntilMs?: number | "never";
  /** Topics on the instance, `topic-1` and so on, as a migration with defaults creates them on one broker. Default: none. */
  readonly topics?: number;
}

/** What the bench sends to the server's process. Every order is answered by an Answer. */
export type Order =
  | { readonly kind: "play"; readonly play: Play }
  /** Ends every running task, now. */
  | { readonly kind: "endTasks" }
  | { readonly kind: "count" };

export interface Answer {
  /** When the order was carried out, in milliseconds since 1970. */
  readonly atMs: number;
  /** Requests since the play began, by instance. */
  readonly requests: Readonly<Record<string, number>>;
}

/** The id of an instance's nth task. */
export function taskId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

/** The id of the nth instance. */
export function instanceId(number: number): string {
  return `11111111-2222-4333-8444-${String(number).padStart(12, "0")}`;
}

export const projectId = "0123456789abcdef0123456789abcdef";
