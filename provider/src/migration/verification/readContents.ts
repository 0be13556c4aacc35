import { type Clock, type Moment, moment } from "../../cloud/index.ts";
import type { ConsumerGroup } from "../instance/listConsumerGroups.ts";
import type { Topic } from "../instance/listTopics.ts";
import type { Quota } from "../instance/quota.ts";
import type { ListClient, SharedLists } from "../instance/sharedLists.ts";
import type { MetadataInput } from "../metadata/index.ts";
import type { InstanceCounts } from "./verification.ts";

/** Which instance to read, and how. */
export interface ReadingPlace {
  readonly client: ListClient;
  readonly instanceId: string;
  readonly lists: SharedLists;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** What is on an instance, as far as it was read. */
export interface InstanceContents {
  /** Empty if they were not read. */
  readonly topics: readonly Topic[];
  /** Empty if they were not read. */
  readonly consumerGroups: readonly ConsumerGroup[];
  readonly counts: InstanceCounts;
  readonly quotas: { readonly topics: Quota | undefined; readonly consumerGroups: Quota | undefined };
  /** When the older of the two lists was read. */
  readonly readAt: Moment;
  /** True if it was read for somebody else before it was asked for here. */
  readonly isShared: boolean;
}

/**
 * Reads the lists that matter to the metadata: whoever migrates no consumer groups needs no permission for them.
 * @param notBeforeMs what was read at this time or later for somebody else is used again
 * @throws IncompleteListError, ResponseError, CancelledError and any error of the client
 */
export async function readContents(
  metadata: MetadataInput,
  { client, instanceId, lists, clock, signal }: ReadingPlace,
  notBeforeMs: number,
): Promise<InstanceContents> {
  const askedMs = clock.now();
  const options = { notBeforeMs, clock, signal };
  const [topics, groups] = await Promise.all([
    matters(metadata, "topics") ? lists.topics(client, instanceId, options) : undefined,
    matters(metadata, "consumerGroups") ? lists.consumerGroups(client, instanceId, options) : undefined,
  ]);
  const moments = [topics, groups].flatMap((reading) => (reading ? [reading.startedAt] : []));
  const readAt = moments.sort((one, other) => one.ms - other.ms)[0] ?? moment(clock);
  return {
    topics: topics?.value.topics ?? [],
    consumerGroups: groups?.value.consumerGroups ?? [],
    counts: {
      ...(topics ? { topics: topics.value.topics.length } : {}),
      ...(groups ? { consumerGroups: groups.value.consumerGroups.length } : {}),
    },
    quotas: { topics: topics?.value.quota, consumerGroups: groups?.value.quota },
    readAt,
    isShared: readAt.ms < askedMs,
  };
}

/** RabbitMQ metadata may become topics and consumer groups. */
function matters(metadata: MetadataInput, list: "topics" | "consumerGroups"): boolean {
  return metadata.kind === "rabbitToRocket" || (metadata[list] ?? []).length > 0;
}
