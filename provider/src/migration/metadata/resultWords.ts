/** Something that did not get across in a migration. */
export interface TaskFailure {
  readonly kind: "topic" | "consumerGroup" | "vhost" | "queue" | "exchange" | "binding" | "unknown";
  /** The thing's name; empty when the result blames no single thing. */
  readonly name: string;
  /** Its vhost, when the result says so. */
  readonly vhost?: string;
  /** The service's own words; empty when it gives no reason. */
  readonly reason: string;
}

const KINDS: Readonly<Record<string, TaskFailure["kind"]>> = {
  topic: "topic",
  group: "consumerGroup",
  consumergroup: "consumerGroup",
  subscriptiongroup: "consumerGroup",
  subscription: "consumerGroup",
  vhost: "vhost",
  virtualhost: "vhost",
  queue: "queue",
  exchange: "exchange",
  binding: "binding",
};

/** The kind that a plain word (see `plain`) in the singular names. */
export function kindNamed(word: string): TaskFailure["kind"] | undefined {
  return Object.hasOwn(KINDS, word) ? KINDS[word] : undefined;
}

/**
 * A key without casing and separators: `consumer_group`, `consumerGroup` and `Consumer Group` are one word. A key with
 * anything else in it is a thing's name, and stays as it is.
 */
export function plain(key: string): string {
  return /^[A-Za-z _-]+$/.test(key) ? key.toLowerCase().replace(/[^a-z]/g, "") : key;
}

const GOOD =
  /^\s*(?:success(?:ful(?:ly)?)?|succeed(?:ed)?|ok(?:ay)?|finish(?:ed)?|complete[d]?|done|created|updated|migrated|skip(?:ped)?|pass(?:ed)?|true|0|200|none|null)\s*[.!]?\s*$/i;
const BAD =
  /fail|error|unsuccess|conflict|reject|denied|exception|time[d ]*out|abort|invalid|illegal|unsupported|not supported|false|missing|not[ _]?found|exist|duplicat|refus|forbid|exceed|cannot|can't|could not|unable|must |too (?:long|many|short)/i;

/** Whether a status or remark says success and nothing else. */
export function isGood(text: string): boolean {
  return GOOD.test(text);
}

/** Whether any of these texts speaks of a failure. */
export function isBad(...texts: readonly string[]): boolean {
  return texts.some((text) => BAD.test(text));
}

/** Each failure once, in the order of the result. */
export function uniqueFailures(failures: readonly TaskFailure[]): TaskFailure[] {
  return [...new Map(failures.map((failure) => [JSON.stringify(failure), failure])).values()];
}

const KIND_WORDS: Readonly<Record<TaskFailure["kind"], string>> = {
  topic: "topic",
  consumerGroup: "consumer group",
  vhost: "vhost",
  queue: "queue",
  exchange: "exchange",
  binding: "binding",
  unknown: "",
};

/** A failure for a person, e.g. `topic order-events: already exists`. */
export function describeFailure({ kind, name, vhost, reason }: TaskFailure): string {
  const thing = [KIND_WORDS[kind], name].filter((word) => word !== "").join(" ") || "the task";
  return `${thing}${vhost === undefined ? "" : ` in vhost ${vhost}`}: ${reason === "" ? "failed, no reason given" : reason}`;
}
