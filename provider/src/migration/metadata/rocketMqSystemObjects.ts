/**
 * What of a RocketMQ broker's files is the broker's own: the new instance has its own of these. The rules are those by
 * which RocketMQ tells users' objects from its own (TopicValidator, MixAll, DefaultMQAdminExtImpl.getUserTopicConfig and
 * getUserSubscriptionGroup in apache/rocketmq), for what `mqadmin exportMetadata` leaves out must be left out of a
 * broker's topics.json too. Where a rule would have to guess, the object is kept: one topic too many does no harm.
 */

const SYSTEM_TOPICS: ReadonlySet<string> = new Set([
  "BenchmarkTest",
  "DefaultHeartBeatSyncerTopic",
  "OFFSET_MOVED_EVENT",
  "RMQ_SYS_TRACE_TOPIC",
  "RMQ_SYS_TRANS_HALF_TOPIC",
  "RMQ_SYS_TRANS_OP_HALF_TOPIC",
  "SCHEDULE_TOPIC_XXXX",
  "SCHEDULE_TOPIC_XXXX_V2",
  "SELF_TEST_TOPIC",
  "TBW102",
  "TRANS_CHECK_MAX_TIME_TOPIC",
]);

const SYSTEM_GROUPS: ReadonlySet<string> = new Set([
  "CID_DefaultHeartBeatSyncerTopic",
  "CID_ONS-HTTP-PROXY",
  "CLIENT_INNER_PRODUCER",
  "DEFAULT_CONSUMER",
  "DEFAULT_PRODUCER",
  "FILTERSRV_CONSUMER",
  "SCHEDULE_CONSUMER",
  "SELF_TEST_C_GROUP",
  "SELF_TEST_P_GROUP",
  "TOOLS_CONSUMER",
  "__MONITOR_CONSUMER",
]);

/** Every table's topics: the names of cluster and broker are recognised by their companions. */
export type TopicPerms = ReadonlyMap<string, number>;

/** Why a topic is RocketMQ's own, or undefined for a user's topic. */
export function systemTopicReason(name: string, topics: TopicPerms): string | undefined {
  if (SYSTEM_TOPICS.has(name) || /^rmq_sys_/i.test(name)) {
    return "a system topic of RocketMQ";
  }
  if (name.startsWith("%RETRY%") || name.startsWith("%DLQ%")) {
    return "RocketMQ makes it by itself for the consumer group";
  }
  if (isTemplateTopic(topics.get(name)) && isNamedByCompanion(name, topics)) {
    return "the topic that a broker keeps under its cluster's or its own name";
  }
  // Only a cluster's own: a user's topic may be called orders_REPLY_TOPIC.
  if (name.endsWith(REPLY) && isTemplateTopic(topics.get(name.slice(0, -REPLY.length)))) {
    return "the cluster's topic for replies";
  }
  return undefined;
}

/**
 * Whether a topic has the flag by which RocketMQ marks templates for the automatic creation of topics (PERM_INHERIT, 1).
 * A broker gives it to the topics named like itself and its cluster; no tool gives it to a user's topic.
 */
export function isTemplateTopic(perm: number | undefined): boolean {
  return perm !== undefined && (perm & 1) === 1;
}

const REPLY = "_REPLY_TOPIC";

/** RocketMQ 5 keeps topics that hold the cluster's and the broker's name, RocketMQ 4.6 and later the one for replies. */
function isNamedByCompanion(name: string, topics: TopicPerms): boolean {
  return (
    ["rmq_sys_REVIVE_LOG_", "rmq_sys_SYNC_BROKER_MEMBER_"].some((prefix) => topics.has(prefix + name)) ||
    topics.has(name + REPLY)
  );
}

/**
 * Why a consumer group is RocketMQ's own, or undefined for a user's group. Not everything that begins with `CID_` is: it
 * is also the customary prefix of users' groups, and `mqadmin exportMetadata` keeps those.
 */
export function systemGroupReason(name: string): string | undefined {
  return SYSTEM_GROUPS.has(name) || /^CID_(?:RMQ_SYS_|ONSAPI_)/.test(name) ? "a system group of RocketMQ" : undefined;
}
