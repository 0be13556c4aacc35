import { alternatives } from "./alternatives.ts";
import { completeMetadata } from "./complete.ts";
import { fieldsOf } from "./items.ts";
import {
  bindingName,
  type ListName,
  type MetadataInput,
  type RabbitMqMetadata,
  type RocketMqMetadata,
} from "./model.ts";

/** A problem with metadata that is about to be submitted. */
export interface MetadataProblem {
  /** An error would make the migration fail or lose something; the service may accept what a warning is about. */
  readonly severity: "error" | "warning";
  /** The property with the problem, e.g. `bindings[3].source`. */
  readonly path: string;
  /** What is wrong and how to fix it, in sentences. */
  readonly message: string;
}

/** A problem with its place, in one line. */
export function describeProblem({ path, message }: MetadataProblem): string {
  return `${path}: ${message}`;
}

/**
 * Checks metadata before it is submitted: references to undeclared vhosts, exchanges and queues, duplicates, empty
 * names, values out of range, nothing to migrate. Names that RocketMQ's own brokers reject are warnings, because the
 * service's rules are not documented. Returns an empty list if there are no problems.
 */
export function validateMetadata(given: MetadataInput): MetadataProblem[] {
  const metadata = completeMetadata(given);
  const problems = new ProblemList();
  if (metadata.kind === "rocketmq") {
    checkRocketMq(metadata, problems);
  } else {
    checkRabbitMq(metadata, problems);
  }
  return problems.found;
}

/** Number of name comparisons for suggestions: more would make thousands of problems slow. */
const maxComparisons = 100_000;

class ProblemList {
  readonly found: MetadataProblem[] = [];
  #comparisons = 0;

  error(path: string, message: string): void {
    this.found.push({ severity: "error", path, message });
  }

  warning(path: string, message: string): void {
    this.found.push({ severity: "warning", path, message });
  }

  /** Reports an empty name. */
  checkName(path: string, name: string): void {
    if (name.trim() === "") this.error(path, "The name is empty. Enter a name, or remove the entry.");
  }

  /** Reports entries with the same identity: one of them would be lost. */
  checkDuplicates<T>(list: ListName, items: readonly T[], describe: (item: T) => string): void {
    const firstIndex = new Map<string, number>();
    items.forEach((item, index) => {
      const description = describe(item);
      const first = firstIndex.get(description);
      if (first === undefined) {
        firstIndex.set(description, index);
      } else {
        this.error(`${list}[${index}]`, `Duplicate ${description}, already in ${list}[${first}]. Remove one of them.`);
      }
    });
  }

  /** The declared names most like an undeclared one, as a sentence; empty if there are none or too many. */
  suggestions(name: string, declared: ReadonlySet<string>): string {
    this.#comparisons += declared.size;
    if (declared.size === 0 || this.#comparisons > maxComparisons) return "";
    return ` Declared: ${alternatives(name, declared)}.`;
  }

  /** Reports values that the table of fields does not allow. */
  checkValues(list: ListName, path: string, item: object, owner: string): void {
    const values = item as Readonly<Record<string, unknown>>;
    for (const { name, type, oneOf, minimum, maximum } of fieldsOf(list)) {
      const value = values[name];
      if (type === "integer" && !(Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum)) {
        this.error(
          `${path}.${name}`,
          `Must be an integer from ${minimum} to ${maximum}, but is ${value} for ${owner}.`,
        );
      } else if (oneOf !== undefined && !Object.hasOwn(oneOf.values, String(value))) {
        const allowed = Object.keys(oneOf.values).join(", ");
        this.error(`${path}.${name}`, `Must be one of ${allowed}, but is ${JSON.stringify(value)} for ${owner}.`);
      }
    }
  }
}

/** RocketMQ's own rules for names (TopicValidator in apache/rocketmq). */
const rocketMqName = /^[%|a-zA-Z0-9_-]+$/;
const topicNameMaxLength = 127;
const groupNameMaxLength = 255;

/** RocketMQ also knows 0 (no access) and the template bit 1; the service may accept them. */
const usualPerms: readonly number[] = [2, 4, 6];

function checkRocketMq({ topics, consumerGroups }: RocketMqMetadata, problems: ProblemList): void {
  if (topics.length + consumerGroups.length === 0) {
    problems.error(
      "topics",
      "Nothing to migrate: there are no topics and no consumer groups. System topics and groups in a file do not count.",
    );
  }
  problems.checkDuplicates("topics", topics, ({ name }) => `topic ${quote(name)}`);
  problems.checkDuplicates("consumerGroups", consumerGroups, ({ name }) => `consumer group ${quote(name)}`);
  topics.forEach((topic, index) => {
    const path = `topics[${index}]`;
    const owner = `topic ${quote(topic.name)}`;
    checkRocketMqName(`${path}.name`, topic.name, topicNameMaxLength, problems);
    problems.checkValues("topics", path, topic, owner);
    if (topic.perm >= 0 && topic.perm <= 7 && !usualPerms.includes(topic.perm)) {
      problems.warning(`${path}.perm`, `Should be 2 (write), 4 (read) or 6 (both), but is ${topic.perm} for ${owner}.`);
    }
  });
  consumerGroups.forEach((group, index) => {
    const path = `consumerGroups[${index}]`;
    checkRocketMqName(`${path}.name`, group.name, groupNameMaxLength, problems);
    problems.checkValues("consumerGroups", path, group, `consumer group ${quote(group.name)}`);
  });
}

function checkRocketMqName(path: string, name: string, maxLength: number, problems: ProblemList): void {
  problems.checkName(path, name);
  if (name.trim() === "" || (rocketMqName.test(name) && name.length <= maxLength)) return;
  problems.warning(
    path,
    `RocketMQ brokers reject the name ${quote(name)}: they allow up to ${maxLength} letters, digits, %, |, - and _. ` +
      "If the service rejects it too, rename it.",
  );
}

function checkRabbitMq(metadata: RabbitMqMetadata, problems: ProblemList): void {
  const { vhosts, queues, exchanges, bindings } = metadata;
  if (vhosts.length + queues.length + exchanges.length + bindings.length === 0) {
    problems.error(
      "vhosts",
      "Nothing to migrate: there are no vhosts, queues, exchanges or bindings. RabbitMQ's own objects in a file do not count.",
    );
  }
  problems.checkDuplicates("vhosts", vhosts, ({ name }) => `vhost ${quote(name)}`);
  problems.checkDuplicates("queues", queues, ({ vhost, name }) => `queue ${inVhost(name, vhost)}`);
  problems.checkDuplicates("exchanges", exchanges, ({ vhost, name }) => `exchange ${inVhost(name, vhost)}`);
  problems.checkDuplicates("bindings", bindings, (each) => `binding ${inVhost(bindingName(each), each.vhost)}`);

  const declaredVhosts = new Set(vhosts.map(({ name }) => name));
  const declared = { queue: namesByVhost(queues), exchange: namesByVhost(exchanges) };
  const checkVhost = (path: string, owner: string, vhost: string) => {
    if (declaredVhosts.has(vhost)) return;
    const declaration = `Add {name: ${quote(vhost)}} to vhosts, or correct the name.`;
    problems.error(
      `${path}.vhost`,
      `Vhost ${quote(vhost)} of ${owner} is not declared. ${declaration}${problems.suggestions(vhost, declaredVhosts)}`,
    );
  };
  const checkReference = (path: string, owner: string, kind: "queue" | "exchange", vhost: string, name: string) => {
    const names = declared[kind].get(vhost) ?? new Set<string>();
    if (names.has(name)) return;
    const isBuiltIn = kind === "exchange" && (name === "" || name.startsWith("amq."));
    const message = isBuiltIn
      ? `${owner} uses ${kind} ${quote(name)}. RabbitMQ's built-in exchanges are not migrated: declare an exchange of another name, or remove the binding.`
      : `${owner} uses ${kind} ${quote(name)}, which is not declared in the vhost. Declare the ${kind}, or correct the name.${problems.suggestions(name, names)}`;
    problems.error(path, message);
  };

  vhosts.forEach(({ name }, index) => {
    problems.checkName(`vhosts[${index}].name`, name);
  });
  queues.forEach(({ vhost, name }, index) => {
    const path = `queues[${index}]`;
    problems.checkName(`${path}.name`, name);
    checkVhost(path, `queue ${quote(name)}`, vhost);
  });
  exchanges.forEach((exchange, index) => {
    const { vhost, name } = exchange;
    const path = `exchanges[${index}]`;
    const owner = `exchange ${inVhost(name, vhost)}`;
    problems.checkName(`${path}.name`, name);
    problems.checkValues("exchanges", path, exchange, owner);
    checkVhost(path, `exchange ${quote(name)}`, vhost);
  });
  bindings.forEach((binding, index) => {
    const { vhost, source, destination, destinationType } = binding;
    const path = `bindings[${index}]`;
    const name = bindingName(binding);
    const owner = `Binding ${inVhost(name, vhost)}`;
    checkVhost(path, `binding ${quote(name)}`, vhost);
    checkReference(`${path}.source`, owner, "exchange", vhost, source);
    problems.checkValues("bindings", path, binding, `binding ${inVhost(name, vhost)}`);
    if (destinationType === "queue" || destinationType === "exchange") {
      checkReference(`${path}.destination`, owner, destinationType, vhost, destination);
    }
  });
}

function namesByVhost(items: readonly { vhost: string; name: string }[]): Map<string, Set<string>> {
  const byVhost = new Map<string, Set<string>>();
  for (const { vhost, name } of items) {
    const names = byVhost.get(vhost);
    if (names === undefined) {
      byVhost.set(vhost, new Set([name]));
    } else {
      names.add(name);
    }
  }
  return byVhost;
}

function quote(name: string): string {
  return JSON.stringify(name);
}

function inVhost(name: string, vhost: string): string {
  return `${quote(name)} in vhost ${quote(vhost)}`;
}
