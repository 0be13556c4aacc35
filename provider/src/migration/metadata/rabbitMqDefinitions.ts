import { alternatives } from "./alternatives.ts";
import { openRabbitMqFile } from "./brokerFile.ts";
import { sortMetadata } from "./complete.ts";
import type { Fields } from "./fields.ts";
import { documentNames, readItem } from "./items.ts";
import { MetadataError } from "./metadataError.ts";
import { bindingName, type Item, itemFields } from "./model.ts";
import { type LeftOut, type NotMigrated, type ParsedFile, sortReport } from "./notMigrated.ts";
import { type KnownProperties, shownValue, unsupportedProperties } from "./unsupportedProperties.ts";

/** How to read a definitions.json. */
export interface DefinitionsOptions {
  /** The vhost to read from a whole node's file (default: all), or the name of the vhost of a single-vhost file. */
  readonly vhost?: string | undefined;
  /** What the reader calls that setting. Default: `vhost`. */
  readonly vhostSetting?: string;
  /** Name of the file for error messages. Default: `definitions.json`. */
  readonly source?: string | undefined;
}

const vhostProperties: KnownProperties = {
  migrated: documentNames("vhosts"),
  defaults: { default_queue_type: "classic", "metadata.default_queue_type": "classic" },
  maps: ["metadata"],
};
const queueProperties: KnownProperties = {
  migrated: documentNames("queues"),
  defaults: { type: "classic", "arguments.x-queue-type": "classic" },
  maps: ["arguments"],
};
const exchangeProperties: KnownProperties = {
  migrated: documentNames("exchanges"),
  defaults: {},
  maps: ["arguments"],
};
const bindingProperties: KnownProperties = {
  // RabbitMQ computes properties_key from the routing key and the arguments.
  migrated: new Set([...documentNames("bindings"), "properties_key"]),
  defaults: {},
  maps: ["arguments"],
};

/** Top-level properties of a single-vhost file that belong to the vhost. */
const topLevelVhostProperties: ReadonlySet<string> = new Set([
  "metadata",
  "description",
  "limits",
  "default_queue_type",
]);

/** Global parameters that every node sets. */
const builtInParameters: ReadonlySet<string> = new Set(["internal_cluster_id", "cluster_name"]);

const exchangeTypes: readonly string[] = Object.keys(itemFields.exchanges.type.oneOf.values);

/**
 * Reads RabbitMQ's definitions.json, of a whole node or a single vhost. RabbitMQ's own objects (`amq.*`, the default
 * exchange and its bindings) are left out. Of users, only names are read.
 * @throws MetadataError if the file is not a definitions.json (with the place of the error), if it does not have the
 *   vhost, or if `vhost` is missing for the export of a single vhost
 */
export function parseRabbitMqDefinitions(text: string, options: DefinitionsOptions = {}): ParsedFile {
  const document = openRabbitMqFile(text, options.source ?? "definitions.json");
  const scope = scopeOf(document, options);
  const report: Report = { notMigrated: [], leftOut: [] };
  const vhosts = readVhosts(document, scope, report);
  const queues = readQueues(document, scope, report);
  const { exchanges, unsupported } = readExchanges(document, scope, report);
  const bindings = readBindings(document, scope, report, unsupported);
  report.notMigrated.push(...policies(document, scope), ...parameters(document, scope), ...accounts(document, scope));
  return {
    metadata: sortMetadata({ kind: "rabbitToRocket", vhosts, queues, exchanges, bindings }),
    notMigrated: sortReport(report.notMigrated),
    leftOut: sortReport(report.leftOut),
  };
}

interface Report {
  readonly notMigrated: NotMigrated[];
  readonly leftOut: LeftOut[];
}

/** Which vhosts to read. */
interface Scope {
  readonly vhosts: readonly string[];
  /** The only vhost to read, or undefined for all. */
  readonly only: string | undefined;
  /** The vhost of an object, or undefined if that vhost is not read. */
  vhostOf(fields: Fields): string | undefined;
}

function scopeOf(document: Fields, { vhost: wanted, vhostSetting = "vhost" }: DefinitionsOptions): Scope {
  const objects = ["queues", "exchanges", "bindings"].flatMap((name) => document.list(name));
  const declared = document.list("vhosts").map((vhost) => vhost.text("name"));
  if (declared.length === 0 && !objects.some((fields) => fields.has("vhost"))) {
    return scopeOfSingleVhost(document, wanted, vhostSetting);
  }
  const vhosts = declared.length > 0 ? declared : [...new Set(objects.map((fields) => fields.text("vhost")))];
  if (wanted !== undefined && !vhosts.includes(wanted)) {
    const names = alternatives(wanted, new Set(vhosts));
    throw new MetadataError(
      document.source,
      `The file has no vhost ${JSON.stringify(wanted)}. Vhosts in the file: ${names}. Correct ${vhostSetting}, or omit it to migrate all of them.`,
    );
  }
  return {
    vhosts: wanted === undefined ? vhosts : [wanted],
    only: wanted,
    vhostOf(fields) {
      const vhost = fields.text("vhost");
      return wanted === undefined || vhost === wanted ? vhost : undefined;
    },
  };
}

/**
 * Objects in a single-vhost file have no vhost. RabbitMQ 3.13 and later write `original_vhost_name`; for older files
 * the user has to name the vhost.
 */
function scopeOfSingleVhost(document: Fields, wanted: string | undefined, vhostSetting: string): Scope {
  const vhost = wanted || document.optionalText("original_vhost_name");
  if (vhost === undefined) {
    const [policy] = document.list("policies");
    const hint = policy?.optionalText("vhost");
    throw new MetadataError(
      document.source,
      `The file is the export of a single vhost, but does not name the vhost. Set ${vhostSetting} to its name` +
        `${hint === undefined ? "" : ` (according to its policies, ${JSON.stringify(hint)})`}.`,
    );
  }
  return { vhosts: [vhost], only: vhost, vhostOf: () => vhost };
}

function readVhosts(document: Fields, { vhosts }: Scope, { notMigrated }: Report): Item<"vhosts">[] {
  const report = (name: string, entries: Fields["entries"]) => {
    for (const unsupported of unsupportedProperties(entries, vhostProperties)) {
      notMigrated.push({ kind: "vhost", name, ...unsupported });
    }
  };
  for (const fields of document.list("vhosts")) {
    const name = fields.text("name");
    if (vhosts.includes(name)) report(name, fields.entries);
  }
  if (!document.has("vhosts")) {
    const entries = document.entries.filter(([property]) => topLevelVhostProperties.has(property));
    for (const name of vhosts) report(name, entries);
  }
  return vhosts.map((name) => ({ name }));
}

function readQueues(document: Fields, scope: Scope, { notMigrated, leftOut }: Report): Item<"queues">[] {
  const queues: Item<"queues">[] = [];
  for (const [vhost, fields] of inScope(document, "queues", scope)) {
    const name = fields.text("name");
    if (isReserved(name)) {
      leftOut.push({ kind: "queue", name, vhost, reason: "RabbitMQ named it, for a single connection" });
      continue;
    }
    queues.push(readItem("queues", fields, { vhost }));
    for (const unsupported of unsupportedProperties(fields.entries, queueProperties)) {
      notMigrated.push({ kind: "queue", name, vhost, ...unsupported });
    }
  }
  return queues;
}

function readExchanges(document: Fields, scope: Scope, { notMigrated, leftOut }: Report) {
  const exchanges: Item<"exchanges">[] = [];
  /** Exchanges of a type that the service doesn't support; their bindings cannot be migrated either. */
  const unsupported = new Set<string>();
  for (const [vhost, fields] of inScope(document, "exchanges", scope)) {
    const name = fields.text("name");
    if (isReserved(name)) {
      leftOut.push({ kind: "exchange", name, vhost, reason: "every RabbitMQ vhost has it" });
      continue;
    }
    const exchange = readItem("exchanges", fields, { vhost });
    const { type } = exchange;
    if (!exchangeTypes.includes(type)) {
      unsupported.add(keyOf(vhost, name));
      const detail = `unsupported type ${type}; supported: ${exchangeTypes.join(", ")}`;
      notMigrated.push({ kind: "exchange", name, vhost, property: "all", detail });
      continue;
    }
    exchanges.push(exchange);
    for (const property of unsupportedProperties(fields.entries, exchangeProperties)) {
      notMigrated.push({ kind: "exchange", name, vhost, ...property });
    }
  }
  return { exchanges, unsupported };
}

function readBindings(
  document: Fields,
  scope: Scope,
  { notMigrated, leftOut }: Report,
  unsupportedExchanges: ReadonlySet<string>,
): Item<"bindings">[] {
  // The service has no binding arguments, so bindings that differ only in their arguments are the same.
  const bindings = new Map<string, Item<"bindings">>();
  for (const [vhost, fields] of inScope(document, "bindings", scope)) {
    const binding = readItem("bindings", fields, { vhost });
    const { source, destination, destinationType } = binding;
    const name = bindingName(binding);
    if (source === "") {
      leftOut.push({ kind: "binding", name, vhost, reason: "the default exchange is bound to every queue" });
      continue;
    }
    if (destinationType === "queue" && isReserved(destination)) {
      leftOut.push({ kind: "binding", name, vhost, reason: "its queue is left out" });
      continue;
    }
    const ends = destinationType === "exchange" ? [source, destination] : [source];
    const missing = ends.find((end) => isReserved(end) || unsupportedExchanges.has(keyOf(vhost, end)));
    if (missing !== undefined) {
      const detail = `exchange ${JSON.stringify(missing)} is not migrated`;
      notMigrated.push({ kind: "binding", name, vhost, property: "all", detail });
      continue;
    }
    bindings.set(keyOf(...Object.values(binding)), binding);
    for (const unsupported of unsupportedProperties(fields.entries, bindingProperties)) {
      notMigrated.push({ kind: "binding", name, vhost, ...unsupported });
    }
  }
  return [...bindings.values()];
}

/** RabbitMQ reserves names that begin with `amq.`; the default exchange has an empty name. */
function isReserved(name: string): boolean {
  return name === "" || name.startsWith("amq.");
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

function policies(document: Fields, scope: Scope): NotMigrated[] {
  return ["policies", "operator_policies"].flatMap((section) =>
    inScope(document, section, scope).map(([vhost, policy]): NotMigrated => {
      const settings = policy.object("definition").entries.map(([name, value]) => {
        const shown = shownValue(`definition.${name}`, value);
        return shown === "" ? name : `${name} = ${shown}`;
      });
      const detail = `for ${policy.optionalText("apply-to") ?? "all"}: ${settings.join(", ")}`;
      return { kind: "policy", name: policy.text("name"), vhost, property: "all", detail };
    }),
  );
}

/** Runtime parameters: shovels, federation links, limits. Values are not read: they can be URIs with passwords. */
function parameters(document: Fields, scope: Scope): NotMigrated[] {
  const ofVhosts = inScope(document, "parameters", scope).map(([vhost, parameter]): NotMigrated => {
    const detail = parameter.optionalText("component") ?? "";
    return { kind: "parameter", name: parameter.text("name"), vhost, property: "all", detail };
  });
  const global = document
    .list("global_parameters")
    .map((parameter) => parameter.text("name"))
    .filter((name) => scope.only === undefined && !builtInParameters.has(name))
    .map((name): NotMigrated => ({ kind: "parameter", name, property: "all", detail: "global" }));
  return [...ofVhosts, ...global];
}

/** Users and their permissions, by name only. For a single vhost, only users with permissions in it. */
function accounts(document: Fields, scope: Scope): NotMigrated[] {
  const sections = [
    ["permission", "permissions"],
    ["topicPermission", "topic_permissions"],
  ] as const;
  const permissions = sections.flatMap(([kind, section]) =>
    inScope(document, section, scope).map(
      ([vhost, permission]): NotMigrated => ({
        kind,
        name: permission.text("user"),
        vhost,
        property: "all",
        detail: "",
      }),
    ),
  );
  const permitted = new Set(permissions.map(({ name }) => name));
  const users = document
    .list("users")
    .map((user) => user.text("name"))
    .filter((name) => scope.only === undefined || permitted.has(name))
    .map((name): NotMigrated => ({ kind: "user", name, property: "all", detail: "" }));
  return [...users, ...permissions];
}

/** The objects of a section that are in a vhost to read, each with its vhost. */
function inScope(document: Fields, section: string, scope: Scope): [vhost: string, fields: Fields][] {
  return document.list(section).flatMap((fields): [string, Fields][] => {
    const vhost = scope.vhostOf(fields);
    return vhost === undefined ? [] : [[vhost, fields]];
  });
}
