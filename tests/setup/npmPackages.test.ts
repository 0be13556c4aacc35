import { expect } from "chai";
import { isInstalled } from "../../scripts/setup/npmPackages.mjs";

describe("The check whether node_modules matches package-lock.json", () => {
  const lockFile = {
    packages: {
      "": { version: "0.1.0" },
      provider: { version: "0.1.0" },
      "node_modules/got": { version: "16.1.0", integrity: "sha512-got" },
      "node_modules/got/node_modules/type-fest": { version: "5.0.0", integrity: "sha512-type-fest" },
      "node_modules/other-platform": { version: "1.0.0", integrity: "sha512-other", optional: true },
      "node_modules/@huaweicloud-rocketmq/provider": { link: true },
    },
  };
  const { "": _root, "node_modules/other-platform": _optional, ...installed } = lockFile.packages;

  it("passes without the optional packages", () => {
    expect(isInstalled(lockFile, { packages: installed })).to.equal(true);
  });

  it("fails when a package is missing, has another version or content, or is extraneous", () => {
    const { "node_modules/got": got, ...withoutGot } = installed;
    const wrong = [
      withoutGot,
      { ...installed, "node_modules/got": { ...got, version: "16.0.0" } },
      { ...installed, "node_modules/got": { ...got, integrity: "sha512-altered" } },
      { ...installed, "node_modules/left-over": { version: "1.0.0" } },
    ];
    for (const packages of wrong) expect(isInstalled(lockFile, { packages })).to.equal(false);
  });
});
