import type { Client } from "../../cloud/index.ts";
import { type Clock, systemClock } from "./clock.ts";
import { InstanceWatch, type Subscriber, type Subscription } from "./instanceWatch.ts";

/** The pollers of this process, one an instance and identity: everybody who waits on an instance shares its looks. */
export class WatchRegistry {
  readonly clock: Clock;
  readonly #pageSize: number | undefined;
  readonly #watches = new Map<string, InstanceWatch>();

  /** @param options.pageSize how many tasks a page has. Default: that of listTasks */
  constructor(clock: Clock = systemClock, options: { pageSize?: number } = {}) {
    this.clock = clock;
    this.#pageSize = options.pageSize;
  }

  /** How many instances are being polled now. */
  get size(): number {
    return this.#watches.size;
  }

  /** Joins the poller of the instance, or starts it. */
  subscribe(client: Pick<Client, "get" | "identity">, instanceId: string, subscriber: Subscriber): Subscription {
    const key = `${client.identity} ${instanceId}`;
    let watch = this.#watches.get(key);
    if (!watch) {
      const onIdle = () => this.#watches.delete(key);
      watch = new InstanceWatch({ client, instanceId, clock: this.clock, pageSize: this.#pageSize, onIdle });
      this.#watches.set(key, watch);
    }
    return watch.subscribe(subscriber);
  }
}
