import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { defaultScenario, type Emulator, startEmulator } from "../../emulator/src/index.ts";
import { skip } from "../skip.ts";
import type { Project } from "../stack/project.ts";
import { testBlocks } from "./blocks.ts";
import { openDocumentProject } from "./documentProject.ts";

const run = promisify(execFile);
const instanceId = "11111111-2222-3333-4444-555555555555";
const taskId = "6cf4dcd3-8471-4139-8b5b-8a3a71f704c7";

/** The document's task, as Terraform's provider submits it: in camelCase. */
const metadata = {
  topicConfigTable: {
    "order-events": {
      topicName: "order-events",
      order: false,
      perm: 6,
      readQueueNums: 16,
      writeQueueNums: 16,
      topicFilterType: "SINGLE_TAG",
      topicSysFlag: 0,
    },
  },
  subscriptionGroupTable: {
    billing: {
      groupName: "billing",
      consumeEnable: true,
      consumeBroadcastEnable: false,
      consumeFromMinEnable: false,
      notifyConsumerIdsChangedEnable: true,
      retryMaxTimes: 5,
      retryQueueNums: 1,
      whichBrokerWhenConsumeSlow: 1,
    },
  },
};

/** What Terraform keeps of it. Neither to list nor to remove it, Terraform needs the provider. */
const terraformState = {
  version: 4,
  terraform_version: "1.11.4",
  serial: 1,
  lineage: "7c3f1a52-6a0b-4a39-9a43-0d5b2b1f8e77",
  resources: [
    {
      mode: "managed",
      type: "huaweicloud_dms_rocketmq_migration_task",
      name: "orders",
      provider: 'provider["registry.terraform.io/huaweicloud/huaweicloud"]',
      instances: [{ schema_version: 0, attributes: { id: taskId, instance_id: instanceId } }],
    },
  ],
};

describe("docs/from-terraform.md", function () {
  this.timeout(120_000);
  let emulator: Emulator;
  let folder: string;
  let project: Project | undefined;

  before(async () => {
    const instances = [{ id: instanceId, name: "shop", tasks: [] }];
    emulator = await startEmulator({ scenario: { ...defaultScenario, instances } });
    folder = mkdtempSync(join(tmpdir(), "from-terraform-"));
  });
  after(async () => {
    await project?.close();
    rmSync(folder, { recursive: true });
    await emulator.close();
  });

  /** Runs commands in Terraform's folder. Skips the test where one of its programs is missing. */
  async function sh(context: Mocha.Context, code: string, ...programs: string[]): Promise<string> {
    for (const program of programs) if (!isOnPath(program)) skip(context, `${program} is not on PATH`);
    const { stdout } = await run("sh", ["-c", code], { cwd: folder });
    return stdout;
  }

  async function pulumi(code: string) {
    if (project === undefined) throw new Error("The block with the program comes first.");
    const [, args = ""] = /^pulumi (.*)\n$/.exec(code) ?? [];
    const { status, output } = await project.run(...args.split(" "));
    expect(status, output).to.equal(0);
  }

  testBlocks("from-terraform.md", {
    async "From Terraform to Pulumi"({ code }, named, context) {
      emulator.addTask(instanceId, { id: taskId, name: "orders-from-rocketmq", type: "rocketmq", metadata });
      writeFileSync(join(folder, "terraform.tfstate"), JSON.stringify(terraformState));
      project = await openDocumentProject(named("Write the program").code);
      await project.init("dev", emulator.url);
      writeFileSync(join(folder, "main.tf"), code);
      expect(await sh(context, "terraform fmt -check -diff", "terraform")).to.equal("");
    },
    async "Find the ID"({ code }, _, context) {
      expect(await sh(context, code, "terraform", "jq")).to.equal(`orders ${instanceId}/${taskId}\n`);
    },
    "Import the task": ({ code }) => pulumi(code),
    "Write the program"({ code }) {
      // The next block compares it with the task.
      expect(code).to.contain(instanceId);
    },
    async "Check it"({ code }) {
      await pulumi(code);
      expect(emulator.requests.filter(({ method }) => method === "POST")).to.deep.equal([]);
    },
    async "Take it out of Terraform"({ code }, _, context) {
      await sh(context, code, "terraform");
      expect(JSON.parse(readFileSync(join(folder, "terraform.tfstate"), "utf8")).resources).to.deep.equal([]);
      expect(emulator.tasks(instanceId).map(({ id }) => id)).to.deep.equal([taskId]);
    },
  });
});

function isOnPath(program: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((path) => existsSync(join(path, program)));
}
