import { cp, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect } from "chai";
import {
  defaultAccessKey,
  defaultProjectId,
  defaultRegion,
  defaultSecretKey,
  type Emulator,
  startEmulator,
} from "../../emulator/src/index.ts";
import { openProject, type Project } from "../stack/project.ts";

const example = join(import.meta.dirname, "..", "..", "examples", "policy");
/** The instance of the example's README. */
const instanceId = "11111111-2222-3333-4444-555555555555";
const secret = "a secret of the program";

/** Three resources of a configured type, one that is not held back and, in the stack `tags`, one with a tag that a preview does not know. */
const program = `
  const pulumi = require("@pulumi/pulumi");
  class Service extends pulumi.dynamic.Resource {
    constructor(name, props) {
      super({ create: async (outs) => ({ id: name, outs }) }, name, props);
    }
  }
  for (const name of ["consumer", "mailer", "worker"]) new pulumi.ComponentResource("kubernetes:apps/v1:Deployment", name);
  const secret = pulumi.secret(${JSON.stringify(secret)});
  const network = new Service("network", { tags: { "uses-network": "yes", note: secret } });
  if (pulumi.getStack() === "tags") new Service("tagged", { tags: { "uses-queue": network.id, note: secret } });
`;

/** Parts of the README that are fenced by this language. */
async function readmeBlocks(language: string): Promise<string[]> {
  const readme = await readFile(join(example, "README.md"), "utf8");
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map(([, block = ""]) => block);
}

/** Output as one text to search in: every line trimmed, without the path of the pack. */
function flat(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  return lines.join("\n").replace(/ \(local: .*?\)/g, "");
}

describe("examples/policy", function () {
  this.timeout(120_000);
  let emulator: Emulator;
  let project: Project;

  before(async () => {
    emulator = await startEmulator();
    const files = {
      "Pulumi.yaml": "name: shop\nruntime: {name: nodejs, options: {typescript: false}}\n",
      "package.json": JSON.stringify({ name: "shop", main: "index.js", private: true }),
      "index.js": program,
    };
    project = await openProject(files, undefined, {
      // A current language host for Node.js passes the stack's configuration to a pack in this variable.
      PULUMI_CONFIG: JSON.stringify({ "huaweicloud-rocketmq:region": defaultRegion }),
      HUAWEICLOUD_SDK_PROJECT_ID: defaultProjectId,
      HUAWEICLOUD_SDK_REGION_ROCKETMQ_CN_NORTH_4: emulator.url,
      HW_MAX_RETRIES: "0",
    });
    await cp(example, join(project.folder, "..", "policy"), {
      recursive: true,
      filter: (path) => basename(path) !== "node_modules",
    });
    for (const stack of ["dev", "tags"]) await project.init(stack, emulator.url);
  });
  beforeEach(() => {
    emulator.clearFaults();
    emulator.clearRequests();
    migration("failed", "starting");
  });
  after(async () => {
    await project?.close();
    await emulator?.close();
  });

  /** Makes the instance have a finished task, and two in these statuses. */
  function migration(billing: string, orders: string, secretKey = defaultSecretKey) {
    const failures = [{ kind: "queue" as const, vhost: "shop", name: "invoices", reason: "the name is in use" }];
    emulator.scenario({
      accessKeys: [{ accessKey: defaultAccessKey, secretKey }],
      projects: [{ id: defaultProjectId, name: defaultRegion }],
      instances: [
        {
          id: instanceId,
          name: "shop",
          tasks: [
            { name: "audit", type: "rocketmq", status: "finished" },
            {
              name: "billing",
              type: "rabbitToRocket",
              status: billing,
              metadata: { vhosts: [{ name: "shop" }], queues: [{ vhost: "shop", name: "invoices" }] },
              ...(billing === "failed" ? { failures } : {}),
            },
            { name: "orders", type: "rocketmq", status: orders },
          ],
        },
      ],
    });
  }

  /** Runs a command line of the README. This repository's language host cannot run packs, so their launcher does. */
  async function run(commandLine: string, stack = "dev") {
    const [, ...args] = commandLine.replace("--policy-pack ../policy ", "--policy-pack ../policy/run.cjs ").split(" ");
    const end = await project.run(...args, "--stack", stack);
    expect(end.output).to.not.contain(secret).and.to.not.contain(defaultSecretKey);
    return { ...end, output: flat(end.output) };
  }

  /** Runs a command with a configuration of the pack. */
  async function configured(config: object, command = "preview", stack = "dev") {
    await writeFile(join(project.folder, "config.json"), JSON.stringify(config));
    return run(`pulumi ${command} --policy-pack ../policy --policy-pack-config config.json`, stack);
  }

  const operations = () => emulator.requests.map(({ operation }) => operation);
  const settings = { instanceIds: [instanceId], resourceTypes: ["kubernetes:apps/*:Deployment"] };

  it("refuses every held-back resource in a preview and in an update, as its README shows, and then lets them through", async () => {
    const [shown = ""] = await readmeBlocks("text");
    const blocks = await readmeBlocks("sh");
    const commandLines = blocks.flatMap((block) => block.trim().split("\n"));
    expect(commandLines).to.have.length(4);
    for (const commandLine of commandLines.filter((line) => !line.includes("analyze"))) {
      emulator.clearRequests();
      const { status, output } = await run(commandLine);
      expect(status, output).to.not.equal(0);
      expect(output).to.contain(flat(shown));
      expect(output.match(/must not be deployed yet/g)).to.have.length(3);
      expect(operations(), "one read of the list, and one of the failed task").to.deep.equal(["listTasks", "getTask"]);
    }
    const skipped = await run(`${commandLines[1]} --skip-preview`);
    expect(skipped.status, skipped.output).to.not.equal(0);
    expect(skipped.output).to.match(/"(consumer|mailer|worker)" must not be deployed yet/);

    migration("finished", "finished");
    emulator.clearRequests();
    const through = await run(`${commandLines[1]} --skip-preview`);
    expect(through.status, through.output).to.equal(0);
    expect(through.output).to.contain("✅ rocketmq-migration@v0.1.0").and.to.contain("4 created");
    expect(operations()).to.deep.equal(["listTasks"]);
    const analyzed = await run(commandLines.find((line) => line.includes("analyze")) ?? "");
    expect(analyzed.status, analyzed.output).to.equal(0);
  });

  it("refuses a resource by its tag, once the tag is known", async () => {
    const byTag = { "migration-finished": { instanceIds: [instanceId], tags: { "uses-queue": "net*" } } };
    const preview = await configured(byTag, "preview", "tags");
    expect(preview.status, preview.output).to.equal(0);
    expect(preview.output).to.contain("[advisory]  migration-finished  (pulumi-nodejs:dynamic:Resource: tagged)");
    const update = await configured(byTag, "up --yes --skip-preview", "tags");
    expect(update.status, update.output).to.not.equal(0);
    expect(update.output).to.contain("network created").and.to.contain('"tagged" must not be deployed yet');
  });

  it("refuses a preview as a whole, as its README shows", async () => {
    const [config = ""] = await readmeBlocks("json");
    const { status, output } = await configured(JSON.parse(config));
    expect(status, output).to.not.equal(0);
    expect(output)
      .to.contain("[mandatory]  migration-finished-stack  (pulumi:pulumi:Stack: shop-dev)")
      .and.to.contain('"consumer", "mailer", "worker" must not be deployed yet. 2 of 3 migration tasks');
  });

  it("only warns at the level advisory", async () => {
    const { status, output } = await configured({
      "migration-finished": { ...settings, enforcementLevel: "advisory" },
    });
    expect(status, output).to.equal(0);
    expect(output)
      .to.contain("[advisory]  migration-finished  (kubernetes:apps/v1:Deployment: consumer)")
      .and.to.contain('"consumer" must not be deployed yet');
  });

  it("refuses if the service rejects the keys", async () => {
    migration("finished", "finished", "another secret key");
    const { status, output } = await configured({ "migration-finished": settings });
    expect(status, output).to.not.equal(0);
    expect(output)
      .to.match(
        /"consumer" must not be deployed yet\. The migration tasks of instance .* could not be read: .*APIGW\.0301/,
      )
      .and.to.contain(
        "Fix the error first: a migration whose state is unknown counts as unfinished. Then run Pulumi again.",
      );
    expect(operations()).to.deep.equal(["listTasks"]);
  });

  it("refuses if the connection breaks", async () => {
    migration("finished", "finished");
    emulator.addFault({ kind: "reset", count: "always" });
    const { status, output } = await configured({ "migration-finished": settings });
    expect(status, output).to.not.equal(0);
    expect(output).to.match(/could not be read: .*ECONNRESET/);
  });

  it("refuses for tasks that do not exist or have an unknown status, and shows hostile names as text", async () => {
    const hostile = "a\u001b]0;title\u0007\n<{%fg 1%}>\u202e";
    emulator.addTask(instanceId, { name: hostile, type: "rocketmq", status: "paused" });
    const taskNames = [hostile, "billing", "missing"];
    const config = { ...settings, taskNames, acceptStatuses: ["finished", "failed"] };
    const { status, output } = await configured({ "migration-finished": config });
    expect(status, output).to.not.equal(0);
    expect(output).to.contain(
      `"consumer" must not be deployed yet. 2 of 3 migration tasks on instance ${instanceId} have not finished:\n` +
        '- "a\\u{1b}]0;title\\u{7}\\u{a}<{ %fg 1%}>\\u{202e}" is in the unknown state "paused"\n' +
        '- "missing" does not exist\n' +
        "Wait until the running tasks have finished. Start the missing tasks, or correct taskNames in the policy's configuration. " +
        "Then run Pulumi again.",
    );
  });

  it("refuses if there is no migration task to check", async () => {
    for (const { id } of emulator.tasks(instanceId)) emulator.removeTask(instanceId, id);
    const { status, output } = await configured({ "migration-finished": settings });
    expect(status, output).to.not.equal(0);
    expect(output).to.contain(
      `"consumer" must not be deployed yet. There are no migration tasks to check on instance ${instanceId}.\n` +
        "Start the migration, or correct instanceIds and taskTypes in the policy's configuration. Then run Pulumi again.",
    );
  });

  it("reports mistakes in its configuration", async () => {
    const { status, output } = await configured({
      "migration-finished": { resourceType: "kubernetes:apps/v1:Deployment", enforcementLevel: "advisory" },
    });
    expect(status, output).to.not.equal(0);
    expect(output).to.contain(
      "Correct the policy's configuration:\n" +
        "Unknown property resourceType. Valid properties: " +
        "instanceIds, resourceTypes, tags, taskNames, taskTypes, acceptStatuses, region, projectId.\n" +
        "Missing required property instanceIds.\n" +
        "No resources to hold back. Set resourceTypes, tags, or both.\n",
    );
    expect(output).to.not.match(/^at .*:\d+/m);
    expect(operations()).to.deep.equal([]);
  });
});
