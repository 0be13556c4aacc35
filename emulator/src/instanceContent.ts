/**
 * What is on an instance: topics and consumer groups, which the service lists, and RabbitMQ's vhosts, exchanges, queues
 * and bindings, which it only remembers to find clashes.
 */
import { type Alteration, deviatingGroup, deviatingTopic, type Loss } from "./deviations.ts";
import { mapToRocketMq } from "./rabbitMapping.ts";
import type { Failure, Instance } from "./scenario.ts";
import type { Item, ItemKind, Metadata } from "./taskMetadata.ts";
import { isFailureOf } from "./taskResult.ts";
import {
  type ConsumerGroup,
  type ConsumerGroupSettings,
  migratedGroup,
  migratedTopic,
  statedGroup,
  statedTopic,
  type Topic,
  type TopicSettings,
} from "./topicsAndGroups.ts";
import { VersionedMap } from "./versionedMap.ts";

/** Kinds of which an instance can have only one of a name. */
const clashing: readonly ItemKind[] = ["topic", "consumerGroup", "exchange", "queue"];

/** So many topics, and as many groups, fit on an instance if its scenario does not say. */
const defaultQuota = 100_000;

/** The names of an instance's brokers, of which a scenario says how many there are. */
export function brokerNames(count = 1): string[] {
  return Array.from({ length: count }, (_, index) => `broker-${index}`);
}

/** What a task brings to an instance. */
export interface Migration {
  readonly items: readonly Item[];
  readonly metadata: Metadata;
  /** Whether existing metadata of the same name is changed (true) or makes the task fail (false). */
  readonly overwrite: boolean;
  readonly failures: readonly Failure[];
  readonly lost: readonly Loss[];
  readonly altered: readonly Alteration[];
}

/** The topics, groups and RabbitMQ items of one instance. */
export class InstanceContent {
  /** E.g. `4.8.0` or `5.x`. */
  readonly engineVersion: string;
  readonly brokers: readonly string[];
  readonly quotas: { readonly topics: number; readonly consumerGroups: number };
  readonly #topics = new VersionedMap<Topic>();
  readonly #groups = new VersionedMap<ConsumerGroup>();
  /** E.g. `queue shop/orders`. */
  readonly #rabbitItems: Set<string>;

  constructor(scenario: Instance, start: Date) {
    this.engineVersion = scenario.engineVersion ?? "4.8.0";
    this.brokers = brokerNames(scenario.brokers);
    const { topics: topicQuota = defaultQuota, consumerGroups: groupQuota = defaultQuota } = scenario.quotas ?? {};
    this.quotas = { topics: topicQuota, consumerGroups: groupQuota };
    const { topics = [], consumerGroups = [], vhosts = [], exchanges = [], queues = [] } = scenario.metadata ?? {};
    for (const topic of topics) this.setTopic(typeof topic === "string" ? { name: topic } : topic, start);
    for (const group of consumerGroups) this.setGroup(typeof group === "string" ? { name: group } : group, start);
    this.#rabbitItems = new Set([
      ...vhosts.map((name) => `vhost ${name}`),
      ...exchanges.map((name) => `exchange ${name}`),
      ...queues.map((name) => `queue ${name}`),
    ]);
  }

  /** Version 5 tells the message type of topics instead of their brokers and permission. */
  get isVersion5(): boolean {
    return this.engineVersion.startsWith("5");
  }

  /** The topics as they were at this time, in the order of their creation. */
  topics(at: Date): Topic[] {
    return this.#topics.at(at);
  }

  /** The consumer groups as they were at this time, in the order of their creation. */
  consumerGroups(at: Date): ConsumerGroup[] {
    return this.#groups.at(at);
  }

  /** Creates or replaces a topic; lists have it at once. */
  setTopic(topic: TopicSettings, now: Date): void {
    this.#topics.replace(topic.name, statedTopic(topic, this.brokers, now));
  }

  /** Creates or replaces a consumer group; lists have it at once. */
  setGroup(group: ConsumerGroupSettings, now: Date): void {
    this.#groups.replace(group.name, statedGroup(group, this.brokers, now));
  }

  /** Removes a topic from the instance and its lists. False if there is none of this name. */
  removeTopic(name: string): boolean {
    return this.#topics.remove(name);
  }

  /** Removes a consumer group from the instance and its lists. False if there is none of this name. */
  removeGroup(name: string): boolean {
    return this.#groups.remove(name);
  }

  /** All that exists, e.g. `topic orders`, `queue shop/orders`. */
  names(): string[] {
    return [
      ...this.#topics.names().map((name) => `topic ${name}`),
      ...this.#groups.names().map((name) => `consumerGroup ${name}`),
      ...this.#rabbitItems,
    ];
  }

  /** The items that cannot be migrated, besides those that fail anyway: because their names exist, or for lack of quota. */
  refusals({ items, overwrite, failures }: Migration): Failure[] {
    const left = {
      topic: this.quotas.topics - this.#topics.names().length,
      consumerGroup: this.quotas.consumerGroups - this.#groups.names().length,
    };
    return items
      .filter((item) => !failures.some((failure) => isFailureOf(failure, item)))
      .flatMap((item): Failure[] => {
        const exists = this.#has(item);
        if (exists && !overwrite && clashing.includes(item.kind)) {
          return [{ ...item, reason: `${item.kind} ${item.name} already exists` }];
        }
        const created = item.vhost === undefined ? item : mapToRocketMq(item);
        if (exists || (created?.kind !== "topic" && created?.kind !== "consumerGroup")) return [];
        left[created.kind] -= 1;
        if (left[created.kind] >= 0) return [];
        const [what, quota] =
          created.kind === "topic" ? ["topic", this.quotas.topics] : ["consumer group", this.quotas.consumerGroups];
        return [{ ...item, reason: `the ${what} quota of the instance is used up (${quota} of ${quota})` }];
      });
  }

  /** Creates or changes what was migrated at this time: all items but those that failed. */
  migrate({ items, metadata, failures, lost, altered }: Migration, at: Date): void {
    for (const item of items) {
      if (failures.some((failure) => isFailureOf(failure, item))) continue;
      const { kind, name } = item;
      if (kind === "topic") {
        this.#migrateTopic(migratedTopic(name, metadata.topic_config_table?.[name] ?? {}), lost, altered, at);
      } else if (kind === "consumerGroup") {
        this.#migrateGroup(migratedGroup(name, metadata.subscription_group_table?.[name] ?? {}), lost, altered, at);
      } else {
        this.#rabbitItems.add(nameOf(item));
        const created = mapToRocketMq(item);
        if (created?.kind === "topic") this.#migrateTopic({ name: created.name }, lost, altered, at);
        if (created?.kind === "consumerGroup") this.#migrateGroup({ name: created.name }, lost, altered, at);
      }
    }
  }

  #migrateTopic(topic: TopicSettings, lost: readonly Loss[], altered: readonly Alteration[], at: Date): void {
    const createdAt = this.#topics.latest(topic.name)?.createdAt ?? at;
    const created = deviatingTopic(statedTopic(topic, this.brokers, createdAt), lost, altered);
    if (created !== undefined) this.#topics.change(topic.name, created, at);
  }

  #migrateGroup(group: ConsumerGroupSettings, lost: readonly Loss[], altered: readonly Alteration[], at: Date): void {
    const createdAt = this.#groups.latest(group.name)?.createdAt ?? at;
    const created = deviatingGroup(statedGroup(group, this.brokers, createdAt), lost, altered);
    if (created !== undefined) this.#groups.change(group.name, created, at);
  }

  #has(item: Item): boolean {
    if (item.kind === "topic") return this.#topics.latest(item.name) !== undefined;
    if (item.kind === "consumerGroup") return this.#groups.latest(item.name) !== undefined;
    return this.#rabbitItems.has(nameOf(item));
  }
}

function nameOf(item: Item): string {
  return item.vhost === undefined ? `${item.kind} ${item.name}` : `${item.kind} ${item.vhost}/${item.name}`;
}
