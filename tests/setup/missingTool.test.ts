import { expect } from "chai";
import { run } from "../../scripts/setup/command.mjs";
import { MissingToolError, orMissing } from "../../scripts/setup/missingTool.mjs";

describe("A tool that only some tests need", () => {
  const failure = (work: () => Promise<unknown>) =>
    orMissing(work).then(
      () => undefined,
      (error: unknown) => error,
    );

  it("is missing if its command cannot start or fails", async () => {
    const missing = await failure(() => run("no-such-compiler", []));
    expect(missing).to.be.instanceOf(MissingToolError);
    expect(missing).to.have.property("message", "no-such-compiler: no-such-compiler is not on PATH");
    expect(await failure(() => run("false", []))).to.be.instanceOf(MissingToolError);
  });

  it("is not missing if the set-up itself has an error", async () => {
    const error = new TypeError("undefined is not a function");
    expect(await failure(() => Promise.reject(error))).to.equal(error);
    expect(await orMissing(async () => "built")).to.equal("built");
  });
});
