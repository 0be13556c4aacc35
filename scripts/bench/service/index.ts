import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Answer, Order, Play } from "./messages.ts";

export { instanceId, type Play, type PlayedInstance, projectId, taskId } from "./messages.ts";

/** The service in its process. */
export class Service {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#process = child;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Starts it, does the work, and stops it. */
  static async during<Result>(work: (service: Service) => Promise<Result>): Promise<Result> {
    const child = fork(join(import.meta.dirname, "main.ts"), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    try {
      const [port] = await once(child, "message");
      return await work(new Service(child, Number(port)));
    } finally {
      child.kill();
    }
  }

  /** From now on it plays this, and counts requests from 0. */
  async play(play: Play): Promise<void> {
    await this.#order({ kind: "play", play });
  }

  /** Ends every running task. Returns when that was, in milliseconds since 1970. */
  async endTasks(): Promise<number> {
    return (await this.#order({ kind: "endTasks" })).atMs;
  }

  /** Requests since the play began, by instance. */
  async requests(): Promise<Readonly<Record<string, number>>> {
    return (await this.#order({ kind: "count" })).requests;
  }

  /** The same, of all instances together. */
  async requestCount(): Promise<number> {
    return Object.values(await this.requests()).reduce((sum, count) => sum + count, 0);
  }

  async #order(order: Order): Promise<Answer> {
    this.#process.send(order);
    const [answer] = await once(this.#process, "message");
    return answer as Answer;
  }
}
