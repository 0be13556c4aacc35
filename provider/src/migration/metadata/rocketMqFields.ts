import { CONSUMER_GROUP_DEFAULTS, TOPIC_DEFAULTS } from "./complete.ts";
import type { Fields } from "./fields.ts";
import type { ConsumerGroup, Topic } from "./model.ts";

/** Reads a topic as RocketMQ's files and the service's API write it. */
export function readTopic(fields: Fields, name: string): Topic {
  return {
    name,
    order: fields.flagOr(TOPIC_DEFAULTS.order, "order"),
    perm: fields.integerOr(TOPIC_DEFAULTS.perm, "perm"),
    readQueueNums: fields.integerOr(TOPIC_DEFAULTS.readQueueNums, "readQueueNums"),
    writeQueueNums: fields.integerOr(TOPIC_DEFAULTS.writeQueueNums, "writeQueueNums"),
    topicFilterType: fields.textOr(TOPIC_DEFAULTS.topicFilterType, "topicFilterType"),
    topicSysFlag: fields.integerOr(TOPIC_DEFAULTS.topicSysFlag, "topicSysFlag"),
  };
}

/** Reads a consumer group as RocketMQ's files (`…Slowly`) and the service's API (`…Slow`) write it. */
export function readConsumerGroup(
  fields: Fields,
  name: string,
  broadcastDefault: boolean = CONSUMER_GROUP_DEFAULTS.consumeBroadcastEnable,
): ConsumerGroup {
  const defaults = CONSUMER_GROUP_DEFAULTS;
  return {
    name,
    consumeBroadcastEnable: fields.flagOr(broadcastDefault, "consumeBroadcastEnable"),
    consumeEnable: fields.flagOr(defaults.consumeEnable, "consumeEnable"),
    consumeFromMinEnable: fields.flagOr(defaults.consumeFromMinEnable, "consumeFromMinEnable"),
    notifyConsumerIdsChangedEnable: fields.flagOr(
      defaults.notifyConsumerIdsChangedEnable,
      "notifyConsumerIdsChangedEnable",
    ),
    retryMaxTimes: fields.integerOr(defaults.retryMaxTimes, "retryMaxTimes"),
    retryQueueNums: fields.integerOr(defaults.retryQueueNums, "retryQueueNums"),
    whichBrokerWhenConsumeSlow: fields.integerOr(
      defaults.whichBrokerWhenConsumeSlow,
      "whichBrokerWhenConsumeSlow",
      "whichBrokerWhenConsumeSlowly",
    ),
  };
}
