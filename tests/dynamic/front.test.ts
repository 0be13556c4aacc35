import { expect } from "chai";
import * as dynamic from "pulumi-huaweicloud-rocketmq/dynamic";
import { functions } from "../../provider/src/package/index.ts";

describe("The dynamic front", () => {
  it("has every function of the package, also with an output as its result", () => {
    const exported = Object.entries(dynamic).flatMap(([name, value]) => (typeof value === "function" ? [name] : []));
    expect(exported).to.include.members(functions.flatMap(({ name }) => [name, `${name}Output`]));
  });
});
