import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import { defaultInstanceId, defaultScenario, type Emulator, startEmulator } from "../../emulator/src/index.ts";
import { exitStatuses } from "../../provider/src/command/outcome.ts";
import { pipelineEnvironment, runCommand } from "./commandProcess.ts";

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, "..", "..", "docs", "report.schema.json"), "utf8"),
) as { $defs: { outcome: { properties: { state: { enum: string[] } } } } };

describe("JSON output", () => {
  // The formats of dates are in their patterns and the tests of each command.
  const validate = new Ajv2020({ strict: true, formats: { "date-time": true } }).compile(schema);
  let emulator: Emulator;

  before(async () => {
    emulator = await startEmulator({ scenario: defaultScenario });
  });
  after(() => emulator.close());

  function failed(): { id: string; name: string } {
    const task = emulator.tasks(defaultInstanceId).find(({ status }) => status === "failed");
    if (!task) throw new Error("the scenario has no failed task");
    return task;
  }

  for (const [what, args, exitStatus] of [
    ["list", () => ["list", defaultInstanceId, "--service-time-zone", "Z"], 0],
    ["show", () => ["show", defaultInstanceId, failed().id], 0],
    ["wait that fails", () => ["wait", defaultInstanceId, "--name", failed().name], 1],
    [
      "wait that times out",
      () => ["wait", defaultInstanceId, "--name", "x", "--on-no-match", "wait", "--timeout", "1"],
      3,
    ],
    ["wait that matches nothing", () => ["wait", defaultInstanceId, "--name", "nobody"], 5],
    ["wait that is skipped", () => ["wait", defaultInstanceId, "--all", "--skip", "by hand"], 0],
  ] as const) {
    it(`has the form of docs/report.schema.json: ${what}`, async () => {
      const { status, stdout } = await runCommand([...args(), "--output", "json"], pipelineEnvironment(emulator.url));
      expect(status).to.equal(exitStatus);
      validate(JSON.parse(stdout));
      expect(validate.errors).to.equal(null);
    });
  }

  it("has a schema that knows every end of a wait", () => {
    expect(schema.$defs.outcome.properties.state.enum).to.have.members(Object.keys(exitStatuses));
  });
});
