/** The task type as the service names it: metadata of a RocketMQ cluster, or RabbitMQ objects to be brought to RocketMQ. */
export type MetadataKind = "rocketmq" | "rabbitToRocket";

/** A RocketMQ topic. */
export interface Topic {
  readonly name: string;
  /** Whether the topic is ordered across brokers. Default false. */
  readonly order: boolean;
  /** Access: 2 = write, 4 = read, 6 = both. Default 6. */
  readonly perm: number;
  /** Default 16. */
  readonly readQueueNums: number;
  /** Default 16. */
  readonly writeQueueNums: number;
  /** `SINGLE_TAG` or `MULTI_TAG`; a value that we do not know is passed on. Default `SINGLE_TAG`. */
  readonly topicFilterType: string;
  /** RocketMQ's system flag of the topic. Default 0. */
  readonly topicSysFlag: number;
}

/** A RocketMQ consumer group (RocketMQ's files call it a subscription group). */
export interface ConsumerGroup {
  readonly name: string;
  /** Whether members may consume in broadcasting mode. Default false. */
  readonly consumeBroadcastEnable: boolean;
  /** Default true. */
  readonly consumeEnable: boolean;
  /** Whether a new group may start from the oldest message. Default true. */
  readonly consumeFromMinEnable: boolean;
  /** Default true. */
  readonly notifyConsumerIdsChangedEnable: boolean;
  /** Attempts before a message becomes a dead letter. Default 16. */
  readonly retryMaxTimes: number;
  /** Default 1. */
  readonly retryQueueNums: number;
  /** Id of the broker that serves a group that lags behind. Default 1. */
  readonly whichBrokerWhenConsumeSlow: number;
}

/** A RabbitMQ virtual host. */
export interface Vhost {
  readonly name: string;
}

/** A RabbitMQ queue. */
export interface Queue {
  readonly vhost: string;
  readonly name: string;
  /** Default true. */
  readonly durable: boolean;
}

/** A RabbitMQ exchange. */
export interface Exchange {
  readonly vhost: string;
  readonly name: string;
  /** `topic`, `direct`, `fanout` or `headers`. */
  readonly type: string;
  /** Default true. */
  readonly durable: boolean;
}

/** A RabbitMQ binding from an exchange to a queue or to another exchange of the same vhost. */
export interface Binding {
  readonly vhost: string;
  readonly source: string;
  readonly destination: string;
  /** `queue` or `exchange`. */
  readonly destinationType: string;
  /** Default empty. */
  readonly routingKey: string;
}

/** Metadata of a RocketMQ cluster: task type `rocketmq`. */
export interface RocketMqMetadata {
  readonly topics: readonly Topic[];
  readonly consumerGroups: readonly ConsumerGroup[];
}

/** Metadata of a RabbitMQ node or vhost: task type `rabbitToRocket`. */
export interface RabbitMqMetadata {
  readonly vhosts: readonly Vhost[];
  readonly queues: readonly Queue[];
  readonly exchanges: readonly Exchange[];
  readonly bindings: readonly Binding[];
}

/** What a migration task brings across, complete: every field has a value. `kind` is the service's task type. */
export type Metadata =
  | ({ readonly kind: "rocketmq" } & RocketMqMetadata)
  | ({ readonly kind: "rabbitToRocket" } & RabbitMqMetadata);

/** `T` as a user writes it: the named fields are required, all others have defaults. */
type Partly<T, Needed extends keyof T> = Pick<T, Needed> & {
  readonly [Name in Exclude<keyof T, Needed>]?: T[Name] | undefined;
};

export type TopicInput = Partly<Topic, "name">;
export type ConsumerGroupInput = Partly<ConsumerGroup, "name">;
export type QueueInput = Partly<Queue, "vhost" | "name">;
export type ExchangeInput = Partly<Exchange, "vhost" | "name" | "type">;
export type BindingInput = Partly<Binding, "vhost" | "source" | "destination" | "destinationType">;

/** Metadata as a user writes it: lists may be left out, and so may every field that has a default. */
export type MetadataInput =
  | {
      readonly kind: "rocketmq";
      readonly topics?: readonly TopicInput[] | undefined;
      readonly consumerGroups?: readonly ConsumerGroupInput[] | undefined;
    }
  | {
      readonly kind: "rabbitToRocket";
      readonly vhosts?: readonly Vhost[] | undefined;
      readonly queues?: readonly QueueInput[] | undefined;
      readonly exchanges?: readonly ExchangeInput[] | undefined;
      readonly bindings?: readonly BindingInput[] | undefined;
    };

/** The exchange types that the service can migrate (Huawei's SDKs, Create). */
export const EXCHANGE_TYPES: readonly string[] = ["topic", "direct", "fanout", "headers"];

/** A binding has no name of its own: this one is for people. */
export function bindingName({ source, destination, destinationType, routingKey = "" }: BindingInput): string {
  const target = destinationType === "exchange" ? `exchange ${destination}` : destination;
  return `${source} -> ${target}${routingKey === "" ? "" : ` (${routingKey})`}`;
}
