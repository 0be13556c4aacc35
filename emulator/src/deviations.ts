/** How the outcome of a task differs from what the task says: topics and groups that it lost, or created otherwise. */
import * as v from "valibot";
import { type ConsumerGroup, groupAttributes, type Topic, topicAttributes } from "./topicsAndGroups.ts";
import { arrayOf, isObject, mustBe, nonEmpty, object, oneOf } from "./validate.ts";

const lostSchema = object({
  kind: oneOf(["topic", "consumerGroup"]),
  /** The name `*` means all of the kind. */
  name: nonEmpty,
  /** Only on this broker, e.g. `broker-1`. Default: on all. */
  broker: v.exactOptional(nonEmpty),
});
/** A topic or consumer group that a task does not create although it says that it did. */
export type Loss = v.InferOutput<typeof lostSchema>;

const alteredTopicSchema = object({
  kind: v.literal("topic"),
  /** The name `*` means all of the kind. */
  name: nonEmpty,
  /** Changes only the queues on this broker, e.g. `broker-1`. Default: on all. */
  broker: v.exactOptional(nonEmpty),
  ...topicAttributes,
});
const alteredGroupSchema = object({
  kind: v.literal("consumerGroup", mustBe("one of topic, consumerGroup")),
  name: nonEmpty,
  ...groupAttributes,
});
const alterationSchema = v.lazy((input) =>
  isObject(input) && input.kind === "topic" ? alteredTopicSchema : alteredGroupSchema,
);
/** A topic or consumer group that a task creates with other attributes than were submitted. */
export type Alteration = v.InferOutput<typeof alterationSchema>;

/** How a task's outcome differs from what it says: settings of a task and of an instance's `creations`. */
export const deviations = {
  /** Topics and groups that the task reports as migrated, and that are not on the instance. Default: none. */
  lost: v.exactOptional(arrayOf(lostSchema)),
  /** Topics and groups that are on the instance with other attributes than were submitted. Default: none. */
  altered: v.exactOptional(arrayOf(alterationSchema)),
};

/** The topic after the losses and alterations of the task that created it; undefined if it is lost. */
export function deviatingTopic(
  topic: Topic,
  losses: readonly Loss[],
  alterations: readonly Alteration[],
): Topic | undefined {
  const lost = losses.filter((loss) => isAbout(loss, "topic", topic.name));
  if (lost.some(({ broker }) => broker === undefined)) return undefined;
  const left = topic.brokers.filter(({ broker }) => !lost.some((loss) => loss.broker === broker));
  return alterations.reduce<Topic>((altered, alteration) => alterTopic(altered, alteration), {
    ...topic,
    brokers: left,
  });
}

function alterTopic(topic: Topic, alteration: Alteration): Topic {
  if (alteration.kind !== "topic" || !isAbout(alteration, "topic", topic.name)) return topic;
  const {
    permission = topic.permission,
    messageType = topic.messageType,
    broker,
    readQueueNum,
    writeQueueNum,
  } = alteration;
  const brokers = topic.brokers.map((queues) =>
    broker !== undefined && broker !== queues.broker
      ? queues
      : {
          broker: queues.broker,
          readQueueNum: readQueueNum ?? queues.readQueueNum,
          writeQueueNum: writeQueueNum ?? queues.writeQueueNum,
        },
  );
  return { ...topic, permission, messageType, brokers };
}

/** The group after the losses and alterations of the task that created it; undefined if it is lost. */
export function deviatingGroup(
  group: ConsumerGroup,
  losses: readonly Loss[],
  alterations: readonly Alteration[],
): ConsumerGroup | undefined {
  const lost = losses.filter((loss) => isAbout(loss, "consumerGroup", group.name));
  if (lost.some(({ broker }) => broker === undefined)) return undefined;
  const brokers = group.brokers.filter((broker) => !lost.some((loss) => loss.broker === broker));
  return alterations.reduce<ConsumerGroup>((altered, alteration) => alterGroup(altered, alteration), {
    ...group,
    brokers,
  });
}

function alterGroup(group: ConsumerGroup, alteration: Alteration): ConsumerGroup {
  if (alteration.kind !== "consumerGroup" || !isAbout(alteration, "consumerGroup", group.name)) return group;
  return { ...group, ...alteration, name: group.name };
}

function isAbout({ kind, name }: Loss | Alteration, itemKind: Loss["kind"], itemName: string): boolean {
  return kind === itemKind && (name === "*" || name === itemName);
}
