import { expect } from "chai";
import { sleepUntil, systemClock } from "../../provider/src/cloud/clock.ts";
import { TestClock } from "../migration/testClock.ts";

describe("The clock", () => {
  it("of the process has the system time for timestamps and a monotonic time for pauses", () => {
    expect(Math.abs(systemClock.wallClock() - Date.now())).to.be.lessThan(60_000);
    const first = systemClock.now();
    expect(systemClock.now()).to.be.at.least(first);
    expect(systemClock.random()).to.be.within(0, 1);
  });

  it("of the process sleeps for any duration, and wakes up when the signal aborts", async () => {
    const wake = new AbortController();
    const sleeps = [1e12, 3_600_000].map((ms) => systemClock.sleep(ms, wake.signal));
    await systemClock.sleep(1, wake.signal);
    wake.abort();
    await Promise.all([...sleeps, systemClock.sleep(3_600_000, wake.signal)]);
  });

  it("is slept on until the given time, even if a sleep ends early", async () => {
    const clock = new TestClock({ startMs: 0 });
    const restless = {
      ...clock,
      now: () => clock.now(),
      wallClock: () => clock.wallClock(),
      sleep: (ms: number, signal: AbortSignal) => clock.sleep(Math.min(ms, 100), signal),
    };
    await clock.run(sleepUntil(restless, 1000, new AbortController().signal));
    expect(clock.now()).to.equal(1000);
  });
});
