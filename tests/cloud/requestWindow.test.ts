import { expect } from "chai";
import { CancelledError } from "../../provider/src/cloud/index.ts";
import { RequestWindow } from "../../provider/src/cloud/transport/requestWindow.ts";

/** A request that the test ends. */
interface Sent {
  answer(): Promise<void>;
  throttle(): Promise<void>;
}

class Throttled extends Error {}

/** A window with a clock and requests that the test moves. */
class Bench {
  nowMs = 0;
  readonly sent: Sent[] = [];
  readonly window = new RequestWindow({ now: () => this.nowMs });

  send(signal?: AbortSignal): Promise<string> {
    const request = () =>
      new Promise<string>((resolve, reject) => {
        this.sent.push({
          answer: () => settle(() => resolve("answer")),
          throttle: () => settle(() => reject(new Throttled())),
        });
      });
    const sending = this.window.run(request, () => "throttled", signal);
    sending.catch(() => {});
    return sending;
  }

  /** Ends the oldest request that is under way. */
  async answerNext(tookMs = 20): Promise<void> {
    this.nowMs += tookMs;
    await this.sent.shift()?.answer();
  }
}

async function settle(end: () => void): Promise<void> {
  end();
  await new Promise(setImmediate);
}

describe("RequestWindow", () => {
  it("sends four requests at a time at first, and the others in order as answers come", async () => {
    const bench = new Bench();
    const order: number[] = [];
    for (let index = 0; index < 6; index += 1) void bench.send().then(() => order.push(index));
    await new Promise(setImmediate);
    expect(bench.sent).to.have.lengthOf(4);
    while (bench.sent.length > 0) await bench.answerNext();
    expect(order).to.deep.equal([0, 1, 2, 3, 4, 5]);
  });

  it("grows by one with each quick answer, up to sixteen", async () => {
    const bench = new Bench();
    for (let index = 0; index < 40; index += 1) void bench.send();
    await new Promise(setImmediate);
    await bench.answerNext();
    expect(bench.window.limit).to.equal(5);
    expect(bench.sent).to.have.lengthOf(5);
    let most = 0;
    while (bench.sent.length > 0) {
      most = Math.max(most, bench.sent.length);
      await bench.answerNext();
    }
    expect(most).to.equal(16);
    expect(bench.window.limit).to.equal(16);
  });

  it("does not grow while answers are slow", async () => {
    const bench = new Bench();
    for (let index = 0; index < 20; index += 1) void bench.send();
    await new Promise(setImmediate);
    while (bench.sent.length > 0) await bench.answerNext(600);
    expect(bench.window.limit).to.equal(4);
  });

  it("recovers from throttling up to its initial limit, however slow the answers are", async () => {
    const bench = new Bench();
    for (let index = 0; index < 4; index += 1) void bench.send();
    await new Promise(setImmediate);
    for (const request of bench.sent.splice(0)) await request.throttle();
    expect(bench.window.limit).to.equal(2);
    for (let index = 0; index < 20; index += 1) void bench.send();
    await new Promise(setImmediate);
    while (bench.sent.length > 0) await bench.answerNext(600);
    expect(bench.window.limit).to.equal(4);
  });

  it("is halved once by a burst of throttled requests, never below one, and then grows by one a round", async () => {
    const bench = new Bench();
    for (let index = 0; index < 4; index += 1) void bench.send();
    await new Promise(setImmediate);
    for (const request of bench.sent.splice(0)) await request.throttle();
    expect(bench.window.limit).to.equal(2);

    void bench.send();
    await new Promise(setImmediate);
    await bench.sent.shift()?.throttle();
    void bench.send();
    await new Promise(setImmediate);
    await bench.sent.shift()?.throttle();
    expect(bench.window.limit).to.equal(1);

    const limits: number[] = [];
    for (let index = 0; index < 6; index += 1) {
      void bench.send();
      await new Promise(setImmediate);
      await bench.answerNext();
      limits.push(bench.window.limit);
    }
    expect(limits).to.deep.equal([2, 2, 3, 3, 3, 4]);
  });

  it("gives up a request that is cancelled while it waits for room", async () => {
    const bench = new Bench();
    for (let index = 0; index < 4; index += 1) void bench.send();
    const cancel = new AbortController();
    const waiting = bench.send(cancel.signal);
    cancel.abort();
    const error = await waiting.catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CancelledError);
    await new Promise(setImmediate);
    await bench.answerNext();
    expect(bench.sent).to.have.lengthOf(3);
  });
});
