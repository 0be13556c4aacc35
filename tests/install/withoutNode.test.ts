import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect } from "chai";
import { type Emulator, emptyInstanceId, startEmulator } from "../../emulator/src/index.ts";
import { hostArchive } from "../../scripts/release/hostArchive.ts";
import { isOnPath } from "../../scripts/setup/missingTool.mjs";
import { languages, skipIfMissing } from "../languages/language.ts";
import { skip } from "../skip.ts";
import { type Machine, openMachine } from "./machine.ts";

const examples = join(import.meta.dirname, "..", "..", "examples");

/** The example's files, as the example says to change them where the plugin is installed. */
function filesOf(example: string): Record<string, string> {
  const folder = join(examples, example);
  const files = readdirSync(folder).map((name): [string, string] => [name, readFileSync(join(folder, name), "utf8")]);
  const { "Pulumi.yaml": project = "", ...others } = Object.fromEntries(files);
  const withoutPath = project.replace(/^# Only for a checkout.*\nplugins:\n(?: .*\n)+/m, "");
  expect(withoutPath).to.not.include("provider/bin");
  return { ...others, "Pulumi.yaml": withoutPath };
}

describe("The plugin from the release archive, on a machine without Node", function () {
  this.timeout(120_000);
  let emulator: Emulator;
  let machine: Machine;
  let goCaches: Readonly<Record<string, string>> = {};

  before(async function () {
    const archive = await hostArchive();
    if (archive === undefined) return skip(this, `a release has no archive for ${process.platform} ${process.arch}`);
    emulator = await startEmulator();
    const isGoThere = isOnPath("go");
    machine = openMachine({ hasNode: false, programs: isGoThere ? ["go"] : [] });
    // The machine has a home of its own.
    if (isGoThere)
      goCaches = JSON.parse(execFileSync("go", ["env", "-json", "GOCACHE", "GOMODCACHE"], { encoding: "utf8" }));
    const install = `pulumi plugin install resource huaweicloud-rocketmq 0.1.0 --file '${archive}'`;
    const { status, output } = await machine.run(machine.home, install);
    expect(status, output).to.equal(0);
  });
  after(async () => {
    machine?.close();
    await emulator?.close();
  });

  for (const language of languages.filter(({ name }) => name === "Python" || name === "Go")) {
    it(`runs the example in ${language.name}`, async function () {
      skipIfMissing(this, language);
      emulator.scenario({
        instances: [
          { id: emptyInstanceId, name: "shop", creations: [{ timeline: [{ afterSeconds: 0, status: "finished" }] }] },
        ],
      });
      emulator.addTask(emptyInstanceId, { name: "payments", type: "rocketmq", status: "finished" });
      const folder = machine.folder(language.folder, filesOf(language.folder));
      await language.prepare?.(folder);
      await machine.initStack(folder, emulator.url, {
        stackName: language.folder,
        config: {
          "shop:instanceId": emptyInstanceId,
          "shop:otherMigrations": ["payments"],
        },
      });
      const PATH = [language.programs ?? [], machine.environment.PATH ?? []].flat().join(delimiter);
      const environment = { ...goCaches, ...language.environment, PATH };

      const node = await machine.run(folder, "command -v node || command -v npm", environment);
      expect(node.output, "Node on PATH").to.equal("");
      const script = "pulumi config set --secret brokerPassword invented && pulumi up --skip-preview";
      const up = await machine.run(folder, script, environment);
      expect(up.status, up.output).to.equal(0);
      const { output } = await machine.run(folder, "pulumi stack output --json", environment);
      expect(JSON.parse(output)).to.deep.include({
        failedBefore: 0,
        finishedAfter: 2,
        status: "finished",
        waitedFor: ["payments"],
      });
      expect(emulator.existing(emptyInstanceId)).to.deep.equal(["topic order-events", "consumerGroup billing"]);
    });
  }
});
