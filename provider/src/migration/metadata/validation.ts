import { completeMetadata } from "./complete.ts";
import { bindingName, EXCHANGE_TYPES, type Metadata, type MetadataInput } from "./model.ts";

/** What is wrong with metadata that is about to be submitted. */
export interface MetadataProblem {
  /** An error would make the migration fail or lose something; a warning may be accepted by the service. */
  readonly severity: "error" | "warning";
  /** The property at fault, e.g. `bindings[3].source`. */
  readonly path: string;
  /** What was seen there, with the name of the thing. */
  readonly seen: string;
  readonly allowed: string;
  readonly remedy: string;
}

/** One problem as a sentence or two. */
export function describeProblem({ path, seen, allowed, remedy }: MetadataProblem): string {
  return `${path}: saw ${seen}; allowed is ${allowed}. ${remedy}`;
}

/**
 * Checks metadata before anything is sent: missing partners (a binding to an exchange that nobody declares), duplicates, empty
 * names, values that no broker takes, nothing at all. Names that RocketMQ's own rules refuse are warnings, since the
 * service's rules are published nowhere. An empty answer means that nothing was found.
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

class ProblemList {
  readonly found: MetadataProblem[] = [];

  error(path: string, seen: string, allowed: string, remedy: string): void {
    this.found.push({ severity: "error", path, seen, allowed, remedy });
  }

  warning(path: string, seen: string, allowed: string, remedy: string): void {
    this.found.push({ severity: "warning", path, seen, allowed, remedy });
  }

  /** An empty name. */
  name(path: string, name: string): void {
    if (name.trim() === "") {
      this.error(path, "an empty name", "a name", "Give it one, or remove the entry.");
    }
  }

  /** Two entries with the same identity: one of them would be lost. */
  duplicates<Item>(list: string, items: readonly Item[], identity: (item: Item) => string): void {
    const first = new Map<string, number>();
    items.forEach((item, index) => {
      const key = identity(item);
      const earlier = first.get(key);
      if (earlier === undefined) {
        first.set(key, index);
      } else {
        this.error(`${list}[${index}]`, `${key} again`, `each once (it is ${list}[${earlier}])`, "Remove one of them.");
      }
    });
  }

  integer(path: string, owner: string, value: number, least: number): void {
    if (!Number.isInteger(value) || value < least) {
      this.error(path, `${value} for ${owner}`, `an integer from ${least} up`, "Correct the number.");
    }
  }

  oneOf(path: string, owner: string, value: string, allowed: readonly string[], remedy: string): void {
    if (!allowed.includes(value)) {
      this.error(path, `${JSON.stringify(value)} for ${owner}`, allowed.join(", "), remedy);
    }
  }
}

/** RocketMQ's own rule (TopicValidator in apache/rocketmq); the lengths are those of its topics and groups. */
const ROCKETMQ_NAME = /^[%|a-zA-Z0-9_-]+$/;
const TOPIC_NAME_LENGTH = 127;
const GROUP_NAME_LENGTH = 255;
const PERMS = [2, 4, 6];
const FILTER_TYPES = ["SINGLE_TAG", "MULTI_TAG"];

function checkRocketMq({ topics, consumerGroups }: Metadata & { kind: "rocketmq" }, problems: ProblemList): void {
  if (topics.length + consumerGroups.length === 0) {
    const remedy = "Add a topic or a group; if you gave a file, all in it is the broker's own and left out.";
    problems.error("topics", "no topic and no consumer group", "at least one of them", remedy);
  }
  problems.duplicates("topics", topics, ({ name }) => `the topic ${quote(name)}`);
  problems.duplicates("consumerGroups", consumerGroups, ({ name }) => `the consumer group ${quote(name)}`);
  topics.forEach((topic, index) => {
    const path = `topics[${index}]`;
    const owner = `the topic ${quote(topic.name)}`;
    checkRocketMqName(`${path}.name`, topic.name, TOPIC_NAME_LENGTH, problems);
    if (!PERMS.includes(topic.perm)) {
      // RocketMQ itself also knows 0 (closed) and 1 (a template); the service may take them.
      const impossible = !Number.isInteger(topic.perm) || topic.perm < 0 || topic.perm > 7;
      const report = {
        path: `${path}.perm`,
        seen: `${topic.perm} for ${owner}`,
        allowed: "2 (write), 4 (read) or 6 (both)",
      };
      problems.found.push({ severity: impossible ? "error" : "warning", ...report, remedy: "Correct the number." });
    }
    problems.integer(`${path}.readQueueNums`, owner, topic.readQueueNums, 0);
    problems.integer(`${path}.writeQueueNums`, owner, topic.writeQueueNums, 0);
    problems.integer(`${path}.topicSysFlag`, owner, topic.topicSysFlag, 0);
    problems.oneOf(`${path}.topicFilterType`, owner, topic.topicFilterType, FILTER_TYPES, "Correct the filter type.");
  });
  consumerGroups.forEach((group, index) => {
    const path = `consumerGroups[${index}]`;
    const owner = `the consumer group ${quote(group.name)}`;
    checkRocketMqName(`${path}.name`, group.name, GROUP_NAME_LENGTH, problems);
    // RocketMQ's clients write -1 for "the default".
    problems.integer(`${path}.retryMaxTimes`, owner, group.retryMaxTimes, -1);
    problems.integer(`${path}.retryQueueNums`, owner, group.retryQueueNums, 0);
    problems.integer(`${path}.whichBrokerWhenConsumeSlow`, owner, group.whichBrokerWhenConsumeSlow, 0);
  });
}

function checkRocketMqName(path: string, name: string, longest: number, problems: ProblemList): void {
  problems.name(path, name);
  if (name.trim() !== "" && !(ROCKETMQ_NAME.test(name) && name.length <= longest)) {
    const allowed = `up to ${longest} letters, digits and the characters % | - _`;
    problems.warning(
      path,
      quote(name),
      allowed,
      "RocketMQ's own brokers refuse it; choose another name if the service does too.",
    );
  }
}

function checkRabbitMq(metadata: Metadata & { kind: "rabbitToRocket" }, problems: ProblemList): void {
  const { vhosts, queues, exchanges, bindings } = metadata;
  if (vhosts.length + queues.length + exchanges.length + bindings.length === 0) {
    const remedy = "Add some; if you gave a file, all in it is RabbitMQ's own and left out.";
    problems.error("vhosts", "no vhost, queue, exchange or binding", "at least one of them", remedy);
  }
  problems.duplicates("vhosts", vhosts, ({ name }) => `the vhost ${quote(name)}`);
  problems.duplicates("queues", queues, ({ vhost, name }) => `the queue ${placed(name, vhost)}`);
  problems.duplicates("exchanges", exchanges, ({ vhost, name }) => `the exchange ${placed(name, vhost)}`);
  problems.duplicates("bindings", bindings, (binding) => `the binding ${placed(bindingName(binding), binding.vhost)}`);

  const known = {
    vhosts: new Set(vhosts.map(({ name }) => name)),
    queue: namesByVhost(queues),
    exchange: namesByVhost(exchanges),
  };
  const checkVhost = (path: string, owner: string, vhost: string) => {
    if (!known.vhosts.has(vhost)) {
      const allowed = `a declared vhost (${names(known.vhosts)})`;
      problems.error(
        `${path}.vhost`,
        `${quote(vhost)} for ${owner}`,
        allowed,
        `Add {name: ${quote(vhost)}} to vhosts.`,
      );
    }
  };
  const checkPartner = (path: string, owner: string, kind: "queue" | "exchange", vhost: string, name: string) => {
    const declared = known[kind].get(vhost) ?? new Set();
    if (!declared.has(name)) {
      const remedy =
        kind === "exchange" && (name === "" || name.startsWith("amq."))
          ? "RabbitMQ's own exchanges are not migrated: declare an exchange of your own, or remove the binding."
          : `Declare the ${kind}, or correct the name.`;
      problems.error(
        path,
        `${quote(name)} for ${owner}`,
        `${kind === "exchange" ? "an" : "a"} ${kind} of vhost ${quote(vhost)} (${names(declared)})`,
        remedy,
      );
    }
  };

  vhosts.forEach(({ name }, index) => {
    problems.name(`vhosts[${index}].name`, name);
  });
  queues.forEach(({ vhost, name }, index) => {
    const path = `queues[${index}]`;
    problems.name(`${path}.name`, name);
    checkVhost(path, `the queue ${quote(name)}`, vhost);
  });
  exchanges.forEach(({ vhost, name, type }, index) => {
    const path = `exchanges[${index}]`;
    const owner = `the exchange ${placed(name, vhost)}`;
    problems.name(`${path}.name`, name);
    problems.oneOf(`${path}.type`, owner, type, EXCHANGE_TYPES, "The service has no other type: choose one of these.");
    checkVhost(path, owner, vhost);
  });
  bindings.forEach((binding, index) => {
    const { vhost, source, destination, destinationType } = binding;
    const path = `bindings[${index}]`;
    const owner = `the binding ${placed(bindingName(binding), vhost)}`;
    checkVhost(path, owner, vhost);
    checkPartner(`${path}.source`, owner, "exchange", vhost, source);
    if (destinationType === "queue" || destinationType === "exchange") {
      checkPartner(`${path}.destination`, owner, destinationType, vhost, destination);
    } else {
      problems.oneOf(`${path}.destinationType`, owner, destinationType, ["queue", "exchange"], "Correct it.");
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

const NAMES_SHOWN = 8;

function names(declared: ReadonlySet<string>): string {
  if (declared.size === 0) {
    return "there is none";
  }
  const shown = [...declared].slice(0, NAMES_SHOWN).map(quote).join(", ");
  return declared.size > NAMES_SHOWN ? `${shown} and ${declared.size - NAMES_SHOWN} more` : shown;
}

function quote(name: string): string {
  return JSON.stringify(name);
}

function placed(name: string, vhost: string): string {
  return `${quote(name)} in vhost ${quote(vhost)}`;
}
