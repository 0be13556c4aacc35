import { expect } from "chai";
import { maskSecrets } from "../../provider/src/package/maskSecrets.ts";

describe("maskSecrets", () => {
  const properties = {
    instanceId: "an instance",
    topics: [{ name: "orders", perm: 6 }, { name: "orders-eu" }, { name: "q" }],
    token: "orders-eu-west",
  };

  it("takes every text of a secret property out, the longest first", () => {
    const mask = maskSecrets(properties, new Set(["topics", "token"]));
    expect(mask("an instance: orders, orders-eu, orders-eu-west")).to.equal(
      "an instance: [secret], [secret], [secret]",
    );
  });

  it("leaves texts alone that are too short to give anything away", () => {
    expect(maskSecrets(properties, new Set(["topics"]))("the queue q")).to.equal("the queue q");
  });

  it("changes nothing without secrets", () => {
    expect(maskSecrets(properties, new Set())("topic orders failed")).to.equal("topic orders failed");
  });
});
