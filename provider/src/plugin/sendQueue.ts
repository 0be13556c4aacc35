/** How many messages are on their way at the same time. */
const maxSending = 16;

/**
 * Sends messages in the order in which they were added, a few at a time. Thousands of gates report progress with every poll: what waits to be sent is
 * replaced by newer progress of the same subject, so memory stays bounded however slowly the receiver reads.
 */
export class SendQueue<Message> {
  readonly #send: (message: Message) => Promise<void>;
  /** What to do next, in the order in which it was added: by the subject of a message, or by a key of its own. */
  readonly #waiting = new Map<unknown, () => void>();
  readonly #sending = new Set<Promise<void>>();

  /** @param send sends a message; never rejects */
  constructor(send: (message: Message) => Promise<void>) {
    this.#send = send;
  }

  /**
   * Adds a message.
   * @param subject a message with the same subject replaces one that is still waiting. Undefined: it is always sent
   */
  add(message: Message, subject: string | undefined): void {
    const key = subject ?? {};
    // A Map keeps the place of a key that it already has: the newer message must not overtake what was added in between.
    this.#waiting.delete(key);
    this.#waiting.set(key, () => this.#start(message));
    this.#continue();
  }

  /** Resolves when everything that was added before has been sent. */
  flush(): Promise<void> {
    if (this.#waiting.size === 0 && this.#sending.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.set({}, () => void Promise.all(this.#sending).then(() => resolve()));
      this.#continue();
    });
  }

  #start(message: Message): void {
    const sent = this.#send(message);
    this.#sending.add(sent);
    void sent.then(() => {
      this.#sending.delete(sent);
      this.#continue();
    });
  }

  #continue(): void {
    for (const [key, start] of this.#waiting) {
      if (this.#sending.size >= maxSending) return;
      this.#waiting.delete(key);
      start();
    }
  }
}
