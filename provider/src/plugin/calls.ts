import type grpc from "@grpc/grpc-js";
import type { EngineLog } from "./engineLog.ts";
import { failure } from "./failure.ts";

/** The engine's calls: runs them, answers them, and knows when the process may end after a Cancel. */
export class Calls {
  readonly #log: EngineLog;
  readonly #end: () => void;
  readonly #cancel = new AbortController();
  #running = 0;

  /** @param end called after a cancel, each time no call is running any more */
  constructor(log: EngineLog, end: () => void) {
    this.#log = log;
    this.#end = end;
  }

  /** Aborted by Cancel. */
  get signal(): AbortSignal {
    return this.#cancel.signal;
  }

  /** Runs a call and answers it, once everything it logged has reached the engine. What it throws becomes a gRPC status. */
  async answer<Response>(
    call: () => Promise<Response> | Response,
    callback: grpc.sendUnaryData<Response>,
  ): Promise<void> {
    this.#running += 1;
    try {
      const response = await call();
      await this.#log.flush();
      callback(null, response);
    } catch (error) {
      await this.#log.flush();
      callback(failure(error));
    } finally {
      this.#running -= 1;
      this.#endIfIdle();
    }
  }

  /** Aborts all calls. The process ends once they are answered, immediately if none is running. */
  cancel(): void {
    this.#cancel.abort();
    this.#endIfIdle();
  }

  #endIfIdle(): void {
    if (this.#cancel.signal.aborted && this.#running === 0) this.#end();
  }
}
