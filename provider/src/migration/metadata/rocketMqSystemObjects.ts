/**
 * Which of a RocketMQ broker's topics and groups are its own; a new instance has its own set. The rules are RocketMQ's
 * (TopicValidator, MixAll, and getUserTopicConfig and getUserSubscriptionGroup of DefaultMQAdminExtImpl in
 * apache/rocketmq), so a broker's topics.json gives the same metadata as `mqadmin exportMetadata`. If a rule leaves
 * doubt, the object is kept: an extra topic does no harm.
 */

const systemTopics: ReadonlySet<string> = new Set([
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

const systemGroups: ReadonlySet<string> = new Set([
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

/** The `perm` of every topic by name. */
export type TopicPerms = ReadonlyMap<string, number>;

/**
 * Why a topic is RocketMQ's own, or undefined for a user's topic.
 * @param topics every topic of the files: those named after cluster and broker are recognized by their companions
 */
export function systemTopicReason(name: string, topics: TopicPerms): string | undefined {
  if (systemTopics.has(name) || /^rmq_sys_/i.test(name)) return "RocketMQ system topic";
  if (name.startsWith("%RETRY%") || name.startsWith("%DLQ%")) return "RocketMQ creates it for the consumer group";
  if (isTemplateTopic(topics.get(name)) && isNamedByCompanion(name, topics)) {
    return "topic named after the broker or its cluster";
  }
  // Only if the cluster's topic exists: a user's topic can be called orders_REPLY_TOPIC.
  if (name.endsWith(replySuffix) && isTemplateTopic(topics.get(name.slice(0, -replySuffix.length)))) {
    return "reply topic of the cluster";
  }
  return undefined;
}

/**
 * Whether `perm` has PERM_INHERIT (1), which marks a template for topics that are created automatically. Brokers set it
 * on the topics named after themselves and their cluster; no tool sets it on a user's topic.
 */
export function isTemplateTopic(perm: number | undefined): boolean {
  return perm !== undefined && (perm & 1) === 1;
}

const replySuffix = "_REPLY_TOPIC";

/** RocketMQ 5 has system topics that contain the name of the cluster or broker; 4.6 and later have the reply topic. */
function isNamedByCompanion(name: string, topics: TopicPerms): boolean {
  return (
    ["rmq_sys_REVIVE_LOG_", "rmq_sys_SYNC_BROKER_MEMBER_"].some((prefix) => topics.has(prefix + name)) ||
    topics.has(name + replySuffix)
  );
}

/**
 * Why a consumer group is RocketMQ's own, or undefined for a user's group. The prefix `CID_` alone proves nothing: many
 * users' groups have it, and `mqadmin exportMetadata` keeps those.
 */
export function systemGroupReason(name: string): string | undefined {
  return systemGroups.has(name) || /^CID_(?:RMQ_SYS_|ONSAPI_)/.test(name) ? "RocketMQ system group" : undefined;
}
