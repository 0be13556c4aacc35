import { expect } from "chai";
import { isAtLeast } from "../../scripts/setup/version.mjs";

describe("The set-up compares versions", () => {
  const cases: [string, string, boolean][] = [
    ["3.259.0", "3.259.0", true],
    ["v3.259.0\n", "3.259.0", true],
    ["3.260.0", "3.259.0", true],
    ["3.259.1", "3.259.0", true],
    ["4.0.0", "3.259.0", true],
    ["3.258.9", "3.259.0", false],
    ["3.99.0", "3.259.0", false],
    ["2.300.0", "3.259.0", false],
    ["3.259.0-alpha.1+dev", "3.259.0", false],
    ["3.260.0-alpha.1", "3.259.0", true],
    ["3.259.0", "3.259.0-alpha.1", true],
    ["", "3.259.0", false],
    ["latest", "3.259.0", false],
    ["v3.259", "3.259.0", false],
  ];
  for (const [version, minimum, expected] of cases) {
    it(`takes ${JSON.stringify(version)} ${expected ? "as" : "not as"} ${minimum} or newer`, () => {
      expect(isAtLeast(version, minimum)).to.equal(expected);
    });
  }
});
