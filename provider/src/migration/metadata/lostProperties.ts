import type { Json } from "../../cloud/index.ts";
import { isList } from "./fields.ts";

/** A property of a file's object that the service has no field for, and that is not at its default. */
export interface LostProperty {
  readonly property: string;
  readonly detail: string;
}

/** Which properties of an object the service knows, and what the others are when nobody has set them. */
export interface KnownProperties {
  readonly migrated: readonly string[];
  readonly defaults: Readonly<Record<string, Json>>;
  /** Properties that are maps: each of their entries is reported by itself, as `arguments.x-message-ttl`. */
  readonly maps: readonly string[];
}

/** Properties whose value may be shown: their meaning is known. */
const SHOWN_PROPERTIES: ReadonlySet<string> = new Set([
  "arguments.alternate-exchange",
  "attributes.cleanup.policy",
  "attributes.message.type",
  "attributes.queue.type",
  "auto_delete",
  "brokerId",
  "consumeMessageOrderly",
  "consumeTimeoutMinute",
  "default_queue_type",
  "exclusive",
  "groupRetryPolicy.type",
  "groupSysFlag",
  "internal",
  "metadata.default_queue_type",
  "type",
]);

/** The same for RabbitMQ's own arguments (`x-message-ttl`) and the settings of policies (`message-ttl`). */
const SHOWN_SETTINGS: ReadonlySet<string> = new Set([
  "alternate-exchange",
  "dead-letter-exchange",
  "dead-letter-routing-key",
  "dead-letter-strategy",
  "delivery-limit",
  "expires",
  "ha-mode",
  "match",
  "max-age",
  "max-in-memory-bytes",
  "max-in-memory-length",
  "max-length",
  "max-length-bytes",
  "max-priority",
  "message-ttl",
  "overflow",
  "queue-leader-locator",
  "queue-master-locator",
  "queue-mode",
  "queue-type",
  "queue-version",
  "quorum-initial-group-size",
  "single-active-consumer",
]);

/**
 * What of an object is lost in a migration: everything that is neither migrated nor at its default nor empty.
 * A property
 * that this version does not know is reported as well, so that a newer broker's settings are not lost in silence.
 */
export function lostProperties(entries: Entries, known: KnownProperties): LostProperty[] {
  const properties = entries.flatMap(([name, value]): Entries => {
    const isMap = known.maps.includes(name) && typeof value === "object" && !isList(value);
    return isMap ? Object.entries(value ?? {}).map(([key, entry]) => [`${name}.${key}`, entry]) : [[name, value]];
  });
  return properties
    .filter(([property]) => !known.migrated.includes(property))
    .filter(([property, value]) => !isDefault(property, value, known.defaults))
    .map(([property, value]) => ({ property, detail: shownValue(property, value) }));
}

type Entries = readonly (readonly [name: string, value: Json])[];

/**
 * A property's value if it may be shown, else an empty text: nobody can tell what people keep in an argument of their own,
 * so only settings whose meaning is known are shown.
 */
export function shownValue(property: string, value: Json): string {
  const setting = /^(?:arguments\.x-|definition\.)(.+)$/.exec(property)?.[1];
  const shown = SHOWN_PROPERTIES.has(property) || (setting !== undefined && SHOWN_SETTINGS.has(setting));
  return shown && typeof value !== "object" ? String(value) : "";
}

/** Whether a property is as nobody has set it. */
function isDefault(property: string, value: Json, defaults: KnownProperties["defaults"]): boolean {
  if (Object.hasOwn(defaults, property) && value === defaults[property]) {
    return true;
  }
  if (/^(?:arguments|attributes)\./.test(property)) {
    return false; // Somebody has set each of these: x-message-ttl 0 drops every message that is not consumed at once.
  }
  if (typeof value === "object") {
    return Object.keys(value ?? {}).length === 0;
  }
  if (property.endsWith("default_queue_type") && value === "undefined") {
    return true; // RabbitMQ 3.11 and later write this word for a vhost that has none.
  }
  return !Object.hasOwn(defaults, property) && (value === "" || value === false || value === 0);
}
