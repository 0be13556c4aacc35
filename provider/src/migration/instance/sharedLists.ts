import type { Client } from "../../cloud/index.ts";
import type { Task } from "../task.ts";
import { type ConsumerGroupList, listConsumerGroups } from "./listConsumerGroups.ts";
import { listTopics, type TopicList } from "./listTopics.ts";
import { type Reading, type ReadingOptions, SharedRead } from "./sharedRead.ts";

/** A client whose lists are shared with every client of the same service and project. */
export type ListClient = Pick<Client, "get" | "identity">;

interface InstanceLists {
  /** When tasks were first seen finished, by ID, in milliseconds of the clock's `now`. */
  readonly finishedByMs: Map<string, number>;
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
   * Notes which tasks a list shows as finished: what is read from then on shows what they did.
   * @param endedMs when the list had been read, in milliseconds of the clock's `now`
   */
  noteFinished(client: ListClient, instanceId: string, tasks: readonly Task[], endedMs: number): void {
    const { finishedByMs } = this.#listsOf(client, instanceId);
    for (const { id, status } of tasks) {
      if (status === "finished") finishedByMs.set(id, Math.min(endedMs, finishedByMs.get(id) ?? endedMs));
    }
  }

  /** When a task was first seen finished, in milliseconds of the clock's `now`; undefined if it was not noted. */
  finishedByMs(client: ListClient, instanceId: string, taskId: string): number | undefined {
    return this.#listsOf(client, instanceId).finishedByMs.get(taskId);
  }

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
    const lists: InstanceLists = this.#instances.get(key) ?? {
      finishedByMs: new Map(),
      topics: new SharedRead((signal) => listTopics(client, instanceId, options(signal))),
      consumerGroups: new SharedRead((signal) => listConsumerGroups(client, instanceId, options(signal))),
    };
    this.#instances.set(key, lists);
    return lists;
  }
}
