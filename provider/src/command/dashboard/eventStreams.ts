import type { ServerResponse } from "node:http";
import type { Clock } from "../../cloud/index.ts";

/** Browsers reconnect after this pause. */
const reconnectMs = 2000;
/** The minimum time between two messages. */
const spacingMs = 1000;
/** Proxies and laptops that wake up drop connections on which nothing happens. */
const heartbeatMs = 15_000;

/** An event, since scripts in the page do not see comments. */
const heartbeat = "event: heartbeat\ndata: alive\n\n";

/** One reader of the events. */
interface Reader {
  readonly response: ServerResponse;
  /** It has not received the latest data, since it is still receiving older data. */
  isBehind: boolean;
  /** How many heartbeats ago it began to receive what it still has not received. */
  stalledHeartbeats: number;
}

/**
 * Server-sent events: each reader receives the whole data when it connects, and again after changes, at most once a second. A slow
 * reader misses what was outdated before it could receive it, so that it occupies the memory of one message.
 */
export class EventStreams {
  readonly #clock: Clock;
  readonly #data: () => Buffer;
  readonly #maxReaders: number;
  readonly #signal: AbortSignal;
  readonly #readers = new Set<Reader>();
  #lastSentMs = Number.NEGATIVE_INFINITY;
  #isScheduled = false;

  /**
   * @param options.data the present data, on one line
   * @param options.signal aborting it ends all streams
   */
  constructor(options: { clock: Clock; data: () => Buffer; maxReaders: number; signal: AbortSignal }) {
    this.#clock = options.clock;
    this.#data = options.data;
    this.#maxReaders = options.maxReaders;
    this.#signal = options.signal;
    this.#signal.addEventListener("abort", () => this.#end(), { once: true });
    void this.#beat();
  }

  /** True if one more reader would be too many. */
  get isFull(): boolean {
    return this.#readers.size >= this.#maxReaders;
  }

  /** Sends events as the response to a request, from now until the reader disconnects. */
  open(response: ServerResponse): void {
    const reader: Reader = { response, isBehind: false, stalledHeartbeats: 0 };
    this.#readers.add(reader);
    response.on("close", () => this.#readers.delete(reader));
    response.on("drain", () => {
      reader.stalledHeartbeats = 0;
      if (reader.isBehind) this.#send(reader);
    });
    response.write(`retry: ${reconnectMs}\n\n`);
    this.#send(reader);
  }

  /** Sends the data to all readers, now or as soon as the latest message is a second old. */
  changed(): void {
    if (this.#isScheduled || this.#readers.size === 0) return;
    this.#isScheduled = true;
    void this.#sendWhenDue();
  }

  async #sendWhenDue(): Promise<void> {
    const waitMs = this.#lastSentMs + spacingMs - this.#clock.now();
    if (waitMs > 0) await this.#clock.sleep(waitMs, this.#signal);
    this.#isScheduled = false;
    if (this.#signal.aborted) return;
    this.#lastSentMs = this.#clock.now();
    for (const reader of this.#readers) this.#send(reader);
  }

  #send(reader: Reader): void {
    const { response } = reader;
    reader.isBehind = response.writableNeedDrain;
    if (reader.isBehind) return;
    response.cork();
    response.write("data: ");
    // One buffer for all readers.
    response.write(this.#data());
    response.write("\n\n");
    response.uncork();
  }

  /** Sends heartbeats, and disconnects readers that have not received anything since the heartbeat before. */
  async #beat(): Promise<void> {
    for (;;) {
      await this.#clock.sleep(heartbeatMs, this.#signal);
      if (this.#signal.aborted) return;
      for (const reader of this.#readers) {
        if (!reader.response.writableNeedDrain) reader.response.write(heartbeat);
        else if (reader.stalledHeartbeats > 0) reader.response.destroy();
        else reader.stalledHeartbeats += 1;
      }
    }
  }

  #end(): void {
    for (const { response } of this.#readers) response.end();
  }
}
