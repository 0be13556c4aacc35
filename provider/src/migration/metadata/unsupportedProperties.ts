import type { Json } from "../../cloud/index.ts";
import { isList } from "./fields.ts";

/** A property of an object in a broker's file that the service has no field for, and that has been set. */
export interface UnsupportedProperty {
  readonly property: string;
  /** The value if it is safe to show, else empty. */
  readonly detail: string;
}

/** Which properties of an object are migrated, and which values mean that nobody has set the property. */
export interface KnownProperties {
  readonly migrated: ReadonlySet<string>;
  readonly defaults: Readonly<Record<string, Json>>;
  /** Properties that are maps: each entry is reported separately, e.g. `arguments.x-message-ttl`. */
  readonly maps: readonly string[];
}

type Entries = readonly (readonly [name: string, value: Json])[];

/** Properties with values that are safe to show. */
const shownProperties: ReadonlySet<string> = new Set([
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

/** The same for RabbitMQ's own arguments (`x-message-ttl`) and policy settings (`message-ttl`). */
const shownSettings: ReadonlySet<string> = new Set([
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
 * The properties of an object that a migration drops: neither migrated, nor at their default, nor empty. Properties
 * that this version does not know are included, so settings of a newer broker are not dropped silently.
 */
export function unsupportedProperties(entries: Entries, known: KnownProperties): UnsupportedProperty[] {
  const properties = entries.flatMap(([name, value]): Entries => {
    const isMap = known.maps.includes(name) && typeof value === "object" && !isList(value);
    return isMap ? Object.entries(value ?? {}).map(([key, entry]) => [`${name}.${key}`, entry]) : [[name, value]];
  });
  return properties
    .filter(([property]) => !known.migrated.has(property))
    .filter(([property, value]) => !isUnset(property, value, known.defaults))
    .map(([property, value]) => ({ property, detail: shownValue(property, value) }));
}

/** The value of a property if it is safe to show, else an empty text: users' own arguments can contain secrets. */
export function shownValue(property: string, value: Json): string {
  const setting = /^(?:arguments\.x-|definition\.)(.+)$/.exec(property)?.[1];
  const isShown = shownProperties.has(property) || (setting !== undefined && shownSettings.has(setting));
  return isShown && typeof value !== "object" ? String(value) : "";
}

function isUnset(property: string, value: Json, defaults: KnownProperties["defaults"]): boolean {
  if (Object.hasOwn(defaults, property) && value === defaults[property]) return true;
  // An argument is present only if somebody set it, so 0 counts: `x-message-ttl` 0 drops messages that are not consumed immediately.
  if (/^(?:arguments|attributes)\./.test(property)) return false;
  if (typeof value === "object") return Object.keys(value ?? {}).length === 0;
  // RabbitMQ 3.11 and later write this word for a vhost without a default queue type.
  if (property.endsWith("default_queue_type") && value === "undefined") return true;
  return !Object.hasOwn(defaults, property) && (value === "" || value === false || value === 0);
}
