import { getEventListeners } from "node:events";
import { expect } from "chai";
import { childAbort } from "../../provider/src/cloud/index.ts";

describe("childAbort", () => {
  it("aborts with its parent", () => {
    const parent = new AbortController();
    const { signal } = childAbort(parent.signal);
    expect(signal.aborted).to.equal(false);
    parent.abort();
    expect(signal.aborted).to.equal(true);
    expect(childAbort(parent.signal).signal.aborted).to.equal(true);
  });

  it("aborts by itself, and then leaves nothing with its parent", () => {
    const parent = new AbortController();
    const children = [childAbort(parent.signal), childAbort(parent.signal)];
    for (const { signal, abort } of children) {
      abort();
      expect(signal.aborted).to.equal(true);
    }
    expect(parent.signal.aborted).to.equal(false);
    expect(getEventListeners(parent.signal, "abort")).to.have.lengthOf(0);
  });

  it("needs no parent", () => {
    const { signal, abort } = childAbort(undefined);
    abort();
    expect(signal.aborted).to.equal(true);
  });
});
