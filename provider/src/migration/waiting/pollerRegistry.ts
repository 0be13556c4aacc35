import type { Client, Clock } from "../../cloud/index.ts";
import { PageSizes } from "../pageSizes.ts";
import { InstancePoller, type Subscriber, type Subscription } from "./instancePoller.ts";

/** The pollers of this process, one per instance and identity: all waits on an instance share its polls. */
export class PollerRegistry {
  readonly #clock: Clock;
  readonly #pageSize: number | undefined;
  readonly #pollers = new Map<string, InstancePoller>();
  /** By the identity of the client: what one instance shows of the service holds for all. */
  readonly #pageSizes = new Map<string, PageSizes>();

  /** @param options.pageSize how many tasks to request per page. Default: that of listTasks */
  constructor(clock: Clock, options: { pageSize?: number } = {}) {
    this.#clock = clock;
    this.#pageSize = options.pageSize;
  }

  /** How many instances are being polled. */
  get size(): number {
    return this.#pollers.size;
  }

  /** Joins the poller of the instance, or starts it. */
  subscribe(client: Pick<Client, "get" | "identity">, instanceId: string, subscriber: Subscriber): Subscription {
    const key = `${client.identity} ${instanceId}`;
    let poller = this.#pollers.get(key);
    if (!poller) {
      poller = new InstancePoller({
        client,
        instanceId,
        clock: this.#clock,
        pageSize: this.#pageSize,
        pageSizes: this.#pageSizesOf(client.identity),
        onIdle: () => this.#pollers.delete(key),
      });
      this.#pollers.set(key, poller);
    }
    return poller.subscribe(subscriber);
  }

  #pageSizesOf(identity: string): PageSizes {
    const known = this.#pageSizes.get(identity) ?? new PageSizes();
    this.#pageSizes.set(identity, known);
    return known;
  }
}
