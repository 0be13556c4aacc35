// The unit tests: those that need neither the Pulumi engine nor the bundled plugin. CommonJS, because mocha's JSON
// configurations cannot extend one another.

/** `npm test` plays all 10,000. */
process.env.GATE_HISTORIES ??= "1000";

module.exports = {
  ...require("../.mocharc.json"),
  spec: [
    "tests/{check,cloud,emulator,migration,package}/**/*.test.ts",
    "tests/plugin/boundedText.test.ts",
    "tests/plugin/wire.test.ts",
  ],
  "watch-files": ["provider/src", "emulator/src", "scripts/check", "tests"],
};
