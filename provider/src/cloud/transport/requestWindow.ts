import type { Clock } from "../clock.ts";
import { CancelledError } from "../errors.ts";

/** Requests side by side before anything is known of the service. */
const initialLimit = 4;
const largestLimit = 16;
/** A response that took longer than this is no reason to send more at a time. */
const quickResponseMs = 500;

/** How a request ended, as far as the number of requests side by side is concerned. */
export type RequestEnd = "responded" | "throttled" | "failed";

/**
 * Limits how many requests a client has under way at the same time. The service's own limits are published nowhere and
 * shared with everybody who uses the project, so they are felt for as TCP does it: the limit grows by one with each quick
 * response, is halved when the service throttles, and from then on grows by one with each full round of quick responses. Below the
 * initial limit every response counts, or the limit of a service that is always slow would never recover.
 */
export class RequestWindow {
  readonly #clock: Pick<Clock, "now">;
  readonly #waiting = new Set<() => void>();
  #limit = initialLimit;
  #underWay = 0;
  /** How often the limit was halved: what was sent before the last time does not halve it again. */
  #halvings = 0;
  /** Responses since the limit last changed that count towards its growth. */
  #growthResponses = 0;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** How many requests may be under way now. */
  get limit(): number {
    return this.#limit;
  }

  /**
   * Sends a request as soon as there is room for it, first come, first served.
   * @param send does one attempt of one request
   * @param endOf tells how the attempt ended by the error it threw
   * @throws CancelledError if the signal aborts before there is room, and what `send` throws
   */
  async run<T>(
    send: () => Promise<T>,
    endOf: (error: unknown) => RequestEnd,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    await this.#enter(signal);
    const [sentMs, halvings] = [this.#clock.now(), this.#halvings];
    try {
      const response = await send();
      this.#note("responded", sentMs, halvings);
      return response;
    } catch (error) {
      this.#note(endOf(error), sentMs, halvings);
      throw error;
    } finally {
      this.#underWay -= 1;
      this.#admit();
    }
  }

  #enter(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return Promise.reject(new CancelledError());
    if (this.#waiting.size === 0 && this.#underWay < this.#limit) {
      this.#underWay += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const cancel = () => {
        this.#waiting.delete(enter);
        reject(new CancelledError());
      };
      const enter = () => {
        signal?.removeEventListener("abort", cancel);
        this.#underWay += 1;
        resolve();
      };
      signal?.addEventListener("abort", cancel, { once: true });
      this.#waiting.add(enter);
    });
  }

  #admit(): void {
    for (const enter of this.#waiting) {
      if (this.#underWay >= this.#limit) return;
      this.#waiting.delete(enter);
      enter();
    }
  }

  #note(end: RequestEnd, sentMs: number, halvings: number): void {
    if (end === "throttled") {
      if (halvings < this.#halvings) return;
      this.#limit = Math.max(1, Math.floor(this.#limit / 2));
      this.#halvings += 1;
      this.#growthResponses = 0;
    } else if (end === "responded") {
      const isQuick = this.#clock.now() - sentMs <= quickResponseMs;
      if (!isQuick && this.#limit >= initialLimit) return;
      this.#growthResponses += 1;
      if (this.#limit >= largestLimit || (this.#halvings > 0 && this.#growthResponses < this.#limit)) return;
      this.#limit += 1;
      this.#growthResponses = 0;
    }
  }
}
