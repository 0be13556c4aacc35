import { expect } from "chai";
import { versionWarning } from "../../provider/src/package/versionWarning.ts";

describe("A plugin that is newer than the program's SDK", () => {
  it("is reported if the newer version may break programs", () => {
    expect(versionWarning("0.1.0", "0.2.0")).to.equal(
      "The program's SDK is 0.1.0, and the plugin is 0.2.0, which may have changed or removed what the program uses. " +
        "Install the SDK 0.2.0, or the plugin 0.1.0.",
    );
    expect(versionWarning("1.9.0", "2.0.0")).to.match(/the plugin is 2\.0\.0/);
    expect(versionWarning("0.9.0", "1.0.0")).to.match(/the plugin is 1\.0\.0/);
  });

  it("is not reported if it fits, or is older, which Pulumi's engine reports", () => {
    for (const [sdk, plugin] of [
      ["0.1.0", "0.1.7"],
      ["0.1.7", "0.1.0"],
      ["0.1.0-alpha.1", "0.1.0"],
      ["1.2.0", "1.9.0"],
      ["0.2.0", "0.1.0"],
      ["2.0.0", "1.9.0"],
    ]) {
      expect(versionWarning(sdk, plugin), `${sdk}, ${plugin}`).to.equal(undefined);
    }
  });

  it("is not reported if the engine passes no version", () => {
    for (const version of [undefined, "", "latest", 1]) expect(versionWarning(version, "9.0.0")).to.equal(undefined);
  });
});
