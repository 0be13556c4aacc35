import type { Client } from "../../cloud/index.ts";
import { type ConsumerGroupList, listConsumerGroups } from "./listConsumerGroups.ts";
import { listTopics, type TopicList } from "./listTopics.ts";
import { type Reading, type ReadingOptions, SharedRead } from "./sharedRead.ts";

/** A client whose lists are shared with every client of the same service and project. */
export type ListClient = Pick<Client, "get" | "identity">;

interface InstanceLists {
  readonly topics: SharedRead<TopicList>;
  readonly consumerGroups: SharedRead<ConsumerGroupList>;
}

/**
 * The topics and consumer groups of instances, read once for all who ask at the same time: a thousand gates on one instance
 * must not read ten thousand topics a thousand times.
 */
export class SharedLists {
  readonly #instances = new Map<string, InstanceLists>();

  /**
   * All topics of an instance.
   * @throws IncompleteListError, ResponseError, CancelledError and any error of the client
   */
  topics(client: ListClient, instanceId: string, options: ReadingOptions): Promise<Reading<TopicList>> {
    return this.#listsOf(client, instanceId).topics.get(options);
  }

  /**
   * All consumer groups of an instance.
   * @throws IncompleteListError, ResponseError, CancelledError and any error of the client
   */
  consumerGroups(client: ListClient, instanceId: string, options: ReadingOptions): Promise<Reading<ConsumerGroupList>> {
    return this.#listsOf(client, instanceId).consumerGroups.get(options);
  }

  #listsOf(client: ListClient, instanceId: string): InstanceLists {
    const key = `${client.identity} ${instanceId}`;
    const options = (signal: AbortSignal | undefined) => (signal ? { signal } : {});
    const lists = this.#instances.get(key) ?? {
      topics: new SharedRead((signal) => listTopics(client, instanceId, options(signal))),
      consumerGroups: new SharedRead((signal) => listConsumerGroups(client, instanceId, options(signal))),
    };
    this.#instances.set(key, lists);
    return lists;
  }
}
