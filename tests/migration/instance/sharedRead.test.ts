import { expect } from "chai";
import { CancelledError } from "../../../provider/src/cloud/index.ts";
import { SharedRead } from "../../../provider/src/migration/instance/sharedRead.ts";
import { TestClock } from "../testClock.ts";

describe("A shared read", () => {
  it("gives those who ask during a read the next one, so that none receives what is older than its question", async () => {
    const clock = new TestClock();
    let reads = 0;
    const read = new SharedRead(async () => {
      reads += 1;
      const number = reads;
      await clock.sleep(100);
      return number;
    });
    const ask = async (afterMs: number) => {
      await clock.sleep(afterMs);
      return (await read.get({ notBeforeMs: clock.now(), clock })).value;
    };
    expect(await clock.run(Promise.all([ask(0), ask(10), ask(20), ask(150)]))).to.deep.equal([1, 2, 2, 3]);
    expect(reads).to.equal(3);
    expect((await clock.run(read.get({ notBeforeMs: clock.now() - 1000, clock }))).value).to.equal(3);
  });

  it("reads again for the others if the caller that started the read is cancelled", async () => {
    const clock = new TestClock();
    const read = new SharedRead(async (signal) => {
      await clock.sleep(100, signal);
      if (signal?.aborted) throw new CancelledError();
      return "read";
    });
    const controller = new AbortController();
    const cancelled = read
      .get({ notBeforeMs: clock.now(), clock, signal: controller.signal })
      .catch((error: unknown) => error);
    const other = read.get({ notBeforeMs: clock.now(), clock });
    void clock.sleep(50).then(() => controller.abort());
    expect(await clock.run(cancelled)).to.be.instanceOf(CancelledError);
    expect((await clock.run(other)).value).to.equal("read");
  });

  it("passes an error to all who wait for it, and reads again afterwards", async () => {
    const clock = new TestClock();
    let reads = 0;
    const read = new SharedRead(async () => {
      reads += 1;
      await clock.sleep(10);
      if (reads === 1) throw new Error("refused");
      return reads;
    });
    const ask = () => read.get({ notBeforeMs: clock.now() - 1000, clock }).then(({ value }) => value, String);
    expect(await clock.run(Promise.all([ask(), ask()]))).to.deep.equal(["Error: refused", "Error: refused"]);
    expect(await clock.run(ask())).to.equal(2);
  });
});
