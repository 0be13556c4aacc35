/**
 * Topics and consumer groups on an instance: lists, and one by its name. Unlike in the list of tasks, `offset` is the
 * number of a record, from 0.
 */
import { type Answer, ok, ServiceFault } from "./answers.ts";
import type { Fault } from "./faults.ts";
import type { InstanceState } from "./instances.ts";
import { firstIndex, pageFrom, readLimit } from "./paging.ts";
import type { ConsumerGroup, Topic } from "./topicsAndGroups.ts";

/** `GET …/topics?limit=&offset=`. */
export function listTopics(
  instance: InstanceState,
  query: ReadonlyMap<string, string>,
  fault: Fault | undefined,
  now: Date,
): Answer {
  const { page, ...counts } = pageOfAll(instance, instance.topics(now), "topics", query, fault);
  return ok({ ...counts, topics: page.map((topic) => describeTopic(topic, instance)) });
}

/** `GET …/topics/{topic}`. @throws ServiceFault if there is none of this name. */
export function getTopic(instance: InstanceState, name: string, now: Date): Answer {
  const topic = instance.topics(now).find((one) => one.name === name);
  if (topic === undefined) throw new ServiceFault(404, "DMS.00404029", `The topic does not exist: ${name}`);
  return ok(describeTopic(topic, instance));
}

/** `GET …/groups?group=&limit=&offset=`. `group` matches any part of a name. */
export function listGroups(
  instance: InstanceState,
  query: ReadonlyMap<string, string>,
  fault: Fault | undefined,
  now: Date,
): Answer {
  const part = query.get("group") ?? "";
  const groups = instance.consumerGroups(now).filter(({ name }) => name.includes(part));
  const { page, ...counts } = pageOfAll(instance, groups, "consumerGroups", query, fault);
  return ok({ ...counts, groups: page.map((group) => describeGroup(group, instance)) });
}

/** `GET …/groups/{group}`. @throws ServiceFault if there is none of this name. */
export function getGroup(instance: InstanceState, name: string, now: Date): Answer {
  const group = instance.consumerGroups(now).find((one) => one.name === name);
  if (group === undefined) throw new ServiceFault(404, "DMS.00404030", `The consumer group does not exist: ${name}`);
  return ok(describeGroup(group, instance));
}

/** One page, and the numbers that the service puts beside it. */
function pageOfAll<T>(
  instance: InstanceState,
  all: readonly T[],
  kind: "topics" | "consumerGroups",
  query: ReadonlyMap<string, string>,
  fault: Fault | undefined,
): { page: readonly T[] } & Record<string, unknown> {
  const limit = readLimit(query.get("limit"), {});
  const first = firstIndex(query.get("offset"), limit, { offset: "record" });
  const max = instance.content.quotas[kind];
  const counts = {
    total: all.length,
    max,
    remaining: Math.max(0, max - all.length),
    next_offset: first + limit < all.length ? first + limit : -1,
    previous_offset: first > 0 ? Math.max(0, first - limit) : -1,
  };
  const written = (count: number): number | string => (instance.behaviour.counts === "string" ? String(count) : count);
  return {
    page: pageFrom(all, first, limit, fault),
    ...Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, written(count)])),
  };
}

function describeTopic(topic: Topic, { content }: InstanceState): Record<string, unknown> {
  const { name, permission, messageType, brokers, createdAt } = topic;
  const common = {
    name,
    total_read_queue_num: brokers.reduce((sum, { readQueueNum }) => sum + readQueueNum, 0),
    total_write_queue_num: brokers.reduce((sum, { writeQueueNum }) => sum + writeQueueNum, 0),
    created_at: createdAt.getTime(),
  };
  if (content.isVersion5) return { ...common, brokers: [], message_type: messageType };
  return {
    ...common,
    permission,
    brokers: brokers.map(({ broker, readQueueNum, writeQueueNum }) => ({
      broker_name: broker,
      read_queue_num: readQueueNum,
      write_queue_num: writeQueueNum,
    })),
  };
}

function describeGroup(group: ConsumerGroup, { content }: InstanceState): Record<string, unknown> {
  return {
    name: group.name,
    enabled: group.enabled,
    broadcast: group.broadcast,
    brokers: content.isVersion5 ? [] : group.brokers,
    group_desc: group.description,
    retry_max_time: group.retryMaxTime,
    created_at: group.createdAt.getTime(),
    permissions: [],
    consume_orderly: group.consumeOrderly,
  };
}
