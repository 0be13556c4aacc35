import type { ServerResponse } from "node:http";
import type { Clock } from "../../cloud/index.ts";

/** Browsers reconnect after this pause. */
const reconnectMs = 2000;
/** The minimum time between two messages. */
const spacingMs = 1000;
/** Proxies and laptops that wake up drop connections on which nothing happens. */
const heartbeatMs = 15_000;
/**
 * A reader is disconnected after two minutes in which it received nothing. A slow one can seem idle for a while: Linux asks for more
 * only once a third of a socket's send buffer, often megabytes, is free (`sk_stream_is_writeable`).
 */
const maxIdleHeartbeats = 8;
/** How much of a message is handed to a connection at a time, so that it shows how much the reader has received. */
const sliceBytes = 65_536;

/** One reader of the events. */
interface Reader {
  readonly response: ServerResponse;
  /** What is still to be sent of a message. */
  rest: Buffer;
  /** The data has changed since the latest message for this reader began. */
  isBehind: boolean;
  /** How many bytes had left for it at the latest heartbeat. */
  receivedBytes: number;
  /** For how many heartbeats in a row nothing of what waits for it has left. */
  idleHeartbeats: number;
}

/**
 * Server-sent events: each reader receives the whole data when it connects, and again after changes, at most once a second. A slow
 * reader receives what it has begun to receive, and then the latest data. All readers share one copy of the data.
 *
 * Before each message, and every fifteen seconds, comes an event `time`: the clock of the reader may be wrong, and its silence tells
 * a page that the connection is lost.
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
    const reader: Reader = { response, rest: Buffer.alloc(0), isBehind: true, receivedBytes: 0, idleHeartbeats: 0 };
    this.#readers.add(reader);
    response.on("close", () => this.#readers.delete(reader));
    response.on("drain", () => this.#send(reader));
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
    for (const reader of this.#readers) {
      reader.isBehind = true;
      this.#send(reader);
    }
  }

  /** Sends as much as the connection takes now. The rest follows when it takes more. */
  #send(reader: Reader): void {
    const { response } = reader;
    while (!response.writableNeedDrain && !response.writableEnded) {
      if (reader.rest.length === 0) {
        if (!reader.isBehind) return;
        reader.isBehind = false;
        reader.rest = this.#data();
        response.write(`${this.#time()}data: `);
      }
      const slice = reader.rest.subarray(0, sliceBytes);
      reader.rest = reader.rest.subarray(sliceBytes);
      response.write(slice);
      if (reader.rest.length === 0) response.write("\n\n");
    }
  }

  #time(): string {
    return `event: time\ndata: ${new Date(this.#clock.wallClock()).toISOString()}\n\n`;
  }

  async #beat(): Promise<void> {
    for (;;) {
      await this.#clock.sleep(heartbeatMs, this.#signal);
      if (this.#signal.aborted) return;
      for (const reader of this.#readers) this.#beatFor(reader);
    }
  }

  /** Sends the time, or disconnects a reader that receives nothing. */
  #beatFor(reader: Reader): void {
    const { response, rest } = reader;
    const receivedBytes = (response.socket?.bytesWritten ?? 0) - (response.socket?.writableLength ?? 0);
    const isWaiting = rest.length > 0 || response.writableNeedDrain;
    const isIdle = isWaiting && receivedBytes === reader.receivedBytes;
    reader.receivedBytes = receivedBytes;
    reader.idleHeartbeats = isIdle ? reader.idleHeartbeats + 1 : 0;
    if (reader.idleHeartbeats >= maxIdleHeartbeats) response.destroy();
    else if (!isWaiting) response.write(this.#time());
  }

  #end(): void {
    for (const { response } of this.#readers) response.end();
  }
}
