import type { Client } from "../../cloud/index.ts";
import { type Clock, systemClock } from "../clock.ts";
import { InstancePoller, type Subscriber, type Subscription } from "./instancePoller.ts";

/** The pollers of this process, one per instance and identity: all waits on an instance share its polls. */
export class WatchRegistry {
  readonly clock: Clock;
  readonly #pageSize: number | undefined;
  readonly #pollers = new Map<string, InstancePoller>();

  /** @param options.pageSize how many tasks to request per page. Default: that of listTasks */
  constructor(clock: Clock = systemClock, options: { pageSize?: number } = {}) {
    this.clock = clock;
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
      const onIdle = () => this.#pollers.delete(key);
      poller = new InstancePoller({ client, instanceId, clock: this.clock, pageSize: this.#pageSize, onIdle });
      this.#pollers.set(key, poller);
    }
    return poller.subscribe(subscriber);
  }
}
