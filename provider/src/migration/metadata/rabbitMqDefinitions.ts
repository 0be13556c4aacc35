import { openRabbitMqFile } from "./brokerFile.ts";
import { RABBITMQ_DEFAULTS, sortMetadata } from "./complete.ts";
import type { Fields } from "./fields.ts";
import { type KnownProperties, lostProperties, shownValue } from "./lostProperties.ts";
import { MetadataError } from "./metadataError.ts";
import { type Binding, bindingName, EXCHANGE_TYPES, type Exchange, type Queue, type Vhost } from "./model.ts";
import { type LeftOut, type NotMigrated, type ParsedFile, sortReport } from "./notMigrated.ts";

/** How to read a definitions.json. */
export interface DefinitionsOptions {
  /** A whole node's file: take only this vhost (default: all). One vhost's file: that vhost's name, which older files lack. */
  readonly vhost?: string | undefined;
  /** The file as its user knows it, for errors. Default `definitions.json`. */
  readonly source?: string | undefined;
}

const VHOST: KnownProperties = {
  migrated: ["name"],
  defaults: { default_queue_type: "classic", "metadata.default_queue_type": "classic" },
  maps: ["metadata"],
};
const VHOSTS_OWN: ReadonlySet<string> = new Set(["metadata", "description", "limits", "default_queue_type"]);
const QUEUE: KnownProperties = {
  migrated: ["vhost", "name", "durable"],
  defaults: { type: "classic", "arguments.x-queue-type": "classic" },
  maps: ["arguments"],
};
const EXCHANGE: KnownProperties = {
  migrated: ["vhost", "name", "type", "durable"],
  defaults: {},
  maps: ["arguments"],
};
const BINDING: KnownProperties = {
  migrated: ["vhost", "source", "destination", "destination_type", "routing_key", "properties_key"],
  defaults: {},
  maps: ["arguments"],
};

/** Global parameters that every node writes by itself. */
const NODES_OWN_PARAMETERS: ReadonlySet<string> = new Set(["internal_cluster_id", "cluster_name"]);

/**
 * Reads RabbitMQ's definitions.json, of a whole node or of one vhost. RabbitMQ's own objects (`amq.*`, the default exchange
 * and its bindings) are left out. Of users nothing but their names is read.
 * @throws MetadataError for a file that is no definitions.json (with the place), for one vhost's file that
 * nobody gives the vhost of, and for a vhost that the file does not have.
 */
export function parseRabbitMqDefinitions(text: string, options: DefinitionsOptions = {}): ParsedFile {
  const document = openRabbitMqFile(text, options.source ?? "definitions.json");
  const scope = scopeOf(document, options.vhost);
  const report: Report = { notMigrated: [], leftOut: [] };
  const vhosts = readVhosts(document, scope, report);
  const queues = readQueues(document, scope, report);
  const { exchanges, foreign } = readExchanges(document, scope, report);
  const bindings = readBindings(document, scope, report, foreign);
  const surroundings = [...policies(document, scope), ...parameters(document, scope), ...accounts(document, scope)];
  return {
    metadata: sortMetadata({ kind: "rabbitToRocket", vhosts, queues, exchanges, bindings }),
    notMigrated: sortReport([...report.notMigrated, ...surroundings]),
    leftOut: sortReport(report.leftOut),
  };
}

interface Report {
  readonly notMigrated: NotMigrated[];
  readonly leftOut: LeftOut[];
}

/** Which vhosts are taken, and which one an object belongs to. */
interface Scope {
  readonly vhosts: readonly string[];
  /** The single vhost that was asked for, or undefined for all. */
  readonly only: string | undefined;
  /** An object's vhost, or undefined when it is not taken. */
  vhostOf(fields: Fields): string | undefined;
}

function scopeOf(document: Fields, wanted: string | undefined): Scope {
  const objects = ["queues", "exchanges", "bindings"].flatMap((name) => document.list(name));
  const declared = document.list("vhosts").map((vhost) => vhost.text("name"));
  if (declared.length === 0 && !objects.some((fields) => fields.has("vhost"))) {
    return scopeOfOneVhost(document, wanted);
  }
  const vhosts = declared.length > 0 ? declared : [...new Set(objects.map((fields) => fields.text("vhost")))];
  if (wanted !== undefined && !vhosts.includes(wanted)) {
    throw new MetadataError(
      document.source,
      `there is no vhost ${JSON.stringify(wanted)} in it. Give one of these, or none for all: ${quoted(vhosts)}.`,
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
 * One vhost's export has no vhost at any object. RabbitMQ 3.13 and later say `original_vhost_name`; for an older file the
 * user must say which vhost it is.
 */
function scopeOfOneVhost(document: Fields, wanted: string | undefined): Scope {
  const vhost = wanted || document.textOr(undefined, "original_vhost_name");
  if (vhost === undefined) {
    const hint = document.list("policies").map((policy) => policy.textOr(undefined, "vhost"))[0];
    throw new MetadataError(
      document.source,
      "this is the export of one vhost, and does not say which: give its name as vhost" +
        `${hint === undefined ? "" : ` (its policies say ${JSON.stringify(hint)})`}.`,
    );
  }
  return { vhosts: [vhost], only: vhost, vhostOf: () => vhost };
}

function readVhosts(document: Fields, { vhosts }: Scope, { notMigrated }: Report): Vhost[] {
  const report = (name: string, entries: Fields["entries"]) => {
    for (const lost of lostProperties(entries, VHOST)) {
      notMigrated.push({ kind: "vhost", name, ...lost });
    }
  };
  for (const fields of document.list("vhosts")) {
    const name = fields.text("name");
    if (vhosts.includes(name)) {
      report(name, fields.entries);
    }
  }
  // One vhost's file has the vhost's own properties at the top.
  for (const name of document.has("vhosts") ? [] : vhosts) {
    report(
      name,
      document.entries.filter(([property]) => VHOSTS_OWN.has(property)),
    );
  }
  return vhosts.map((name) => ({ name }));
}

function readQueues(document: Fields, scope: Scope, { notMigrated, leftOut }: Report): Queue[] {
  const queues: Queue[] = [];
  for (const fields of document.list("queues")) {
    const vhost = scope.vhostOf(fields);
    const name = fields.text("name");
    if (vhost === undefined) {
      continue;
    }
    if (isReserved(name)) {
      leftOut.push({ kind: "queue", name, vhost, reason: "RabbitMQ named it by itself for one connection" });
      continue;
    }
    queues.push({ vhost, name, durable: fields.flagOr(RABBITMQ_DEFAULTS.durable, "durable") });
    for (const lost of lostProperties(fields.entries, QUEUE)) {
      notMigrated.push({ kind: "queue", name, vhost, ...lost });
    }
  }
  return queues;
}

/** Exchanges that are in the file but not migrated, since their type is a plugin's: their bindings are lost too. */
type ForeignExchanges = ReadonlySet<string>;

function readExchanges(document: Fields, scope: Scope, { notMigrated, leftOut }: Report) {
  const exchanges: Exchange[] = [];
  const foreign = new Set<string>();
  for (const fields of document.list("exchanges")) {
    const vhost = scope.vhostOf(fields);
    const name = fields.text("name");
    if (vhost === undefined) {
      continue;
    }
    if (isReserved(name)) {
      leftOut.push({ kind: "exchange", name, vhost, reason: "every RabbitMQ vhost has it" });
      continue;
    }
    const type = fields.text("type");
    if (!EXCHANGE_TYPES.includes(type)) {
      foreign.add(keyOf(vhost, name));
      const detail = `the service knows only ${EXCHANGE_TYPES.join(", ")}, not ${type}`;
      notMigrated.push({ kind: "exchange", name, vhost, property: "all", detail });
      continue;
    }
    exchanges.push({ vhost, name, type, durable: fields.flagOr(RABBITMQ_DEFAULTS.durable, "durable") });
    for (const lost of lostProperties(fields.entries, EXCHANGE)) {
      notMigrated.push({ kind: "exchange", name, vhost, ...lost });
    }
  }
  return { exchanges, foreign: foreign as ForeignExchanges };
}

function readBindings(
  document: Fields,
  scope: Scope,
  { notMigrated, leftOut }: Report,
  foreign: ForeignExchanges,
): Binding[] {
  // Bindings that differ in nothing but their arguments (a headers exchange's) are one and the same to the service.
  const bindings = new Map<string, Binding>();
  for (const fields of document.list("bindings")) {
    const vhost = scope.vhostOf(fields);
    if (vhost === undefined) {
      continue;
    }
    const binding: Binding = {
      vhost,
      source: fields.text("source"),
      destination: fields.text("destination"),
      destinationType: fields.text("destination_type"),
      routingKey: fields.textOr(RABBITMQ_DEFAULTS.routingKey, "routing_key"),
    };
    const name = bindingName(binding);
    if (binding.source === "") {
      leftOut.push({ kind: "binding", name, vhost, reason: "the default exchange is bound to every queue" });
      continue;
    }
    if (binding.destinationType === "queue" && isReserved(binding.destination)) {
      leftOut.push({ kind: "binding", name, vhost, reason: "its queue is left out" });
      continue;
    }
    const ends = binding.destinationType === "exchange" ? [binding.source, binding.destination] : [binding.source];
    const missing = ends.find((end) => isReserved(end) || foreign.has(keyOf(vhost, end)));
    if (missing !== undefined) {
      const detail = `the exchange ${JSON.stringify(missing)} is not migrated`;
      notMigrated.push({ kind: "binding", name, vhost, property: "all", detail });
      continue;
    }
    bindings.set(keyOf(...Object.values(binding)), binding);
    for (const lost of lostProperties(fields.entries, BINDING)) {
      notMigrated.push({ kind: "binding", name, vhost, ...lost });
    }
  }
  return [...bindings.values()];
}

/** RabbitMQ keeps names that begin with `amq.` for itself; the default exchange has the empty name. */
function isReserved(name: string): boolean {
  return name === "" || name.startsWith("amq.");
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

function policies(document: Fields, scope: Scope): NotMigrated[] {
  return ["policies", "operator_policies"].flatMap((section) =>
    inScope(document.list(section), scope, (policy, vhost) => {
      const settings = policy.object("definition").entries.map(([name, value]) => {
        const shown = shownValue(`definition.${name}`, value);
        return shown === "" ? name : `${name} = ${shown}`;
      });
      const detail = `for ${policy.textOr("all", "apply-to")}: ${settings.join(", ")}`;
      return { kind: "policy", name: policy.text("name"), vhost, property: "all", detail };
    }),
  );
}

/** Runtime parameters: shovels, federation links, limits. Their values stay unread: there are URIs with passwords in them. */
function parameters(document: Fields, scope: Scope): NotMigrated[] {
  const local = inScope(document.list("parameters"), scope, (parameter, vhost) => ({
    kind: "parameter",
    name: parameter.text("name"),
    vhost,
    property: "all",
    detail: parameter.textOr("", "component"),
  }));
  const global = document
    .list("global_parameters")
    .map((parameter) => parameter.text("name"))
    .filter((name) => scope.only === undefined && !NODES_OWN_PARAMETERS.has(name))
    .map((name): NotMigrated => ({ kind: "parameter", name, property: "all", detail: "global" }));
  return [...local, ...global];
}

/** Users and what they may do. Only names are read. With one vhost, only the users who may do something there. */
function accounts(document: Fields, scope: Scope): NotMigrated[] {
  const permissions = (["permission", "topicPermission"] as const).flatMap((kind) =>
    inScope(document.list(kind === "permission" ? "permissions" : "topic_permissions"), scope, (permission, vhost) => ({
      kind,
      name: permission.text("user"),
      vhost,
      property: "all",
      detail: "",
    })),
  );
  const concerned = new Set(permissions.map(({ name }) => name));
  const users = document
    .list("users")
    .map((user) => user.text("name"))
    .filter((name) => scope.only === undefined || concerned.has(name))
    .map((name): NotMigrated => ({ kind: "user", name, property: "all", detail: "" }));
  return [...users, ...permissions];
}

function inScope(
  objects: readonly Fields[],
  scope: Scope,
  report: (fields: Fields, vhost: string) => NotMigrated,
): NotMigrated[] {
  return objects.flatMap((fields) => {
    const vhost = scope.vhostOf(fields);
    return vhost === undefined ? [] : [report(fields, vhost)];
  });
}

function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(", ");
}
