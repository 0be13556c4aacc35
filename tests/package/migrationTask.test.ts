import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
  Asset,
  hasUnknown,
  type Problem,
  type Properties,
  unknown,
} from "../../provider/src/package/definition/index.ts";
import { migrationTask } from "../../provider/src/package/migrationTask.ts";
import { OperationMemory } from "../../provider/src/package/operationMemory.ts";

const instanceId = "22222222-3333-4444-8555-666666666666";
const exports = join(import.meta.dirname, "..", "fixtures", "exports");
const oneVhost = join(exports, "rabbitmq-definitions-one-vhost.json");

let resources = 0;

/** Checks inputs as the engine does for a new resource: another one in every call, unless a URN is given. */
function check(news: Properties, olds?: Properties, urn = `urn:pulumi:s::p::T::move${resources++}`) {
  return migrationTask.check({
    urn,
    olds,
    news: { instanceId, ...news },
    secrets: new Set(),
    memory: new OperationMemory(),
  });
}

async function problems(news: Properties): Promise<readonly Problem[]> {
  return (await check(news)).problems;
}

describe("A MigrationTask's check", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "files-"));
  });
  after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  it("refuses metadata of both kinds, from two sources, or none", async () => {
    const both = (first: string) =>
      `Cannot be combined with ${first}: a task migrates RocketMQ or RabbitMQ metadata, from one source. Remove one of the two.`;
    expect(await problems({ topics: [{ name: "a" }], queues: [] })).to.deep.equal([
      { property: "queues", reason: both("topics") },
    ]);
    expect(await problems({ vhosts: [{ name: "shop" }], definitionsFile: oneVhost })).to.deep.equal([
      { property: "definitionsFile", reason: both("vhosts") },
    ]);
    expect(await problems({ definitionsFile: oneVhost, metadataFile: "m.json" })).to.deep.equal([
      { property: "metadataFile", reason: both("definitionsFile") },
    ]);
    expect(await problems({ topics: [{ name: "a" }], vhost: "shop" })).to.deep.equal([
      { property: "vhost", reason: "Can only be used with definitionsFile. Remove it, or set definitionsFile." },
    ]);
    expect(await problems({})).to.deep.equal([
      {
        property: "",
        reason:
          "Nothing to migrate: no metadata is set. Set RocketMQ metadata (topics and consumerGroups, metadataFile, or topicsFile and subscriptionGroupFile) " +
          "or RabbitMQ metadata (vhosts, queues, exchanges and bindings, or definitionsFile).",
      },
    ]);
    expect(await problems({ topics: [] })).to.deep.equal([
      {
        property: "topics",
        reason:
          "Nothing to migrate: there are no topics and no consumer groups. System topics and groups in a file do not count.",
      },
    ]);
  });

  it("names a binding whose exchange or queue is not declared", async () => {
    const shop = { vhosts: [{ name: "shop" }], exchanges: [{ vhost: "shop", name: "orders", type: "topic" }] };
    const binding = { vhost: "shop", source: "ordrs", destination: "invoices", destinationType: "queue" };
    expect(await problems({ ...shop, bindings: [binding] })).to.deep.equal([
      {
        property: "bindings[0].source",
        reason:
          'Binding "ordrs -> invoices" in vhost "shop" uses exchange "ordrs", which is not declared in the vhost. Declare the exchange, or correct the name. Declared: "orders".',
      },
      {
        property: "bindings[0].destination",
        reason:
          'Binding "ordrs -> invoices" in vhost "shop" uses queue "invoices", which is not declared in the vhost. Declare the queue, or correct the name.',
      },
    ]);
    const definitions = file(
      "definitions.json",
      JSON.stringify({ ...shop, bindings: [{ ...binding, destination_type: "queue" }] }),
    );
    expect((await problems({ definitionsFile: definitions })).map(({ reason }) => reason)).to.deep.equal([
      'bindings.source: Binding "ordrs -> invoices" in vhost "shop" uses exchange "ordrs", which is not declared in the vhost. Declare the exchange, or correct the name. Declared: "orders".',
      'bindings.destination: Binding "ordrs -> invoices" in vhost "shop" uses queue "invoices", which is not declared in the vhost. Declare the queue, or correct the name.',
    ]);
  });

  it("refuses names that the service would refuse, and accepts 4 to 64 characters", async () => {
    const topics = [{ name: "a" }];
    const reason = (seen: string) =>
      `Must be 4 to 64 letters, digits, dashes and underscores, starting with a letter, but is ${seen}. Omit it to have a name generated.`;
    expect(await problems({ topics, name: "abc" })).to.deep.equal([{ property: "name", reason: reason('"abc"') }]);
    expect(await problems({ topics, name: "a".repeat(65) })).to.deep.equal([
      { property: "name", reason: reason(`"${"a".repeat(56)}…"`) },
    ]);
    expect(await problems({ topics, name: "1abc" })).to.deep.equal([{ property: "name", reason: reason('"1abc"') }]);
    expect(await problems({ topics, name: "ab d" })).to.deep.equal([{ property: "name", reason: reason('"ab d"') }]);
    expect(await problems({ topics, name: "abcd" })).to.deep.equal([]);
    expect(await problems({ topics, name: "a".repeat(64) })).to.deep.equal([]);
  });

  it("says what is wrong with an invalid file, and where", async () => {
    const about = async (news: Properties) => {
      const [problem, ...more] = await problems(news);
      expect(more).to.deep.equal([]);
      return `${problem?.property} | ${problem?.reason}`;
    };
    expect(await about({ definitionsFile: join(folder, "missing.json") })).to.equal(
      `definitionsFile | Cannot read ${join(folder, "missing.json")}: no such file. Relative paths start at the directory of Pulumi.yaml.`,
    );
    expect(await about({ definitionsFile: folder })).to.equal(
      `definitionsFile | Cannot read ${folder}: it is a directory. Relative paths start at the directory of Pulumi.yaml.`,
    );
    const pipe = join(folder, "pipe");
    execFileSync("sh", ["-c", 'mkfifo "$0"', pipe]);
    for (const path of [pipe, "/dev/zero"]) {
      expect(await about({ definitionsFile: path })).to.equal(
        `definitionsFile | Cannot read ${path}: it is not a regular file but a pipe, a device or a socket. Save it to a file.`,
      );
    }
    const large = file("large.json", "");
    truncateSync(large, 100 * 1024 * 1024 + 1);
    expect(await about({ definitionsFile: large })).to.equal(
      `definitionsFile | Cannot read ${large}: it has 101 MiB, and the limit is 100 MiB. Check that it is a broker's export.`,
    );
    expect(await about({ definitionsFile: new Asset("uri", "https://example.com/definitions.json") })).to.equal(
      "definitionsFile | Remote assets are not supported. Download the file, and use its path, a FileAsset or a StringAsset.",
    );
    expect(await about({ definitionsFile: file("bad.json", '{\n "queues": [{]\n}') })).to.match(
      /^definitionsFile \| bad\.json at line 2, column 14: /,
    );
    expect(await about({ definitionsFile: new Asset("text", '{"queues": 7}') })).to.match(
      /^ \| definitionsFile: the asset at \$\.queues: /,
    );
    expect(await about({ definitionsFile: join(exports, "rocketmq-metadata.json") })).to.equal(
      "definitionsFile | rocketmq-metadata.json: Expected RabbitMQ's definitions.json (`rabbitmqadmin export` or GET /api/definitions), " +
        "but found none of queues, exchanges, bindings, vhosts. This looks like RocketMQ metadata (`mqadmin exportMetadata`, or a broker's topics.json or subscriptionGroup.json).",
    );
    expect(await about({ definitionsFile: oneVhost })).to.equal(
      'definitionsFile | rabbitmq-definitions-one-vhost.json: The file is the export of a single vhost, but does not name the vhost. Set vhost to its name (according to its policies, "shop").',
    );
    expect(await about({ definitionsFile: join(exports, "rabbitmq-definitions.json"), vhost: "shp" })).to.equal(
      'definitionsFile | rabbitmq-definitions.json: The file has no vhost "shp". Vhosts in the file: "shop", "/", "shop-eu", "billing". Correct vhost, or omit it to migrate all of them.',
    );
  });

  it("keeps only what is migrated of a file, and what is not, and lists as they are", async () => {
    const { inputs } = await check({ definitionsFile: oneVhost, vhost: "shop" });
    expect(Object.keys(inputs).sort()).to.deep.equal([
      "bindings",
      "exchanges",
      "instanceId",
      "notMigrated",
      "overwrite",
      "queues",
      "strict",
      "verify",
      "vhosts",
      "waitForCompletion",
    ]);
    expect(Object.keys((await check({ topics: [{ name: "a" }] })).inputs).sort()).to.deep.equal([
      "consumerGroups",
      "instanceId",
      "overwrite",
      "strict",
      "topics",
      "verify",
      "waitForCompletion",
    ]);
  });

  it("refuses to require a verification of what cannot be verified", async () => {
    const [rabbit] = await problems({ definitionsFile: oneVhost, vhost: "shop", verify: "require" });
    expect(rabbit?.property).to.equal("verify");
    expect(rabbit?.reason).to.match(/^Cannot be `require` for RabbitMQ metadata: .* Use `warn`, /);
    expect(await problems({ topics: [{ name: "a" }], verify: "require", waitForCompletion: false })).to.deep.equal([
      {
        property: "verify",
        reason:
          "Cannot be `require` if waitForCompletion is false: only a finished migration can be verified. Set waitForCompletion to true.",
      },
    ]);
    expect(await problems({ topics: [{ name: "a" }], verify: "require" })).to.deep.equal([]);
    expect(await problems({ definitionsFile: oneVhost, vhost: "shop", verify: "warn" })).to.deep.equal([]);
  });

  it("accepts unknown values", async () => {
    const unknownTopics = await check({ topics: [{ name: unknown }] });
    expect(unknownTopics.problems).to.deep.equal([]);
    expect(hasUnknown(unknownTopics.inputs.topics)).to.equal(true);
    const unknownFile = await check({ definitionsFile: unknown, name: "mine" });
    expect(unknownFile.problems).to.deep.equal([]);
    expect(unknownFile.inputs)
      .to.include({ name: "mine", queues: unknown })
      .and.to.not.have.property("definitionsFile");
    const unknownInstance = await check({ instanceId: unknown, topics: [{ name: "a" }] });
    expect(unknownInstance.problems).to.deep.equal([]);
  });

  it("keeps the old metadata with ignoreChanges", async () => {
    const { inputs: olds } = await check({ definitionsFile: oneVhost, vhost: "shop" });
    for (const news of [{}, { vhost: "shop" }, olds]) {
      const { inputs, problems: found } = await check(news, olds);
      expect(found).to.deep.equal([]);
      expect(inputs).to.deep.equal(olds);
    }
  });

  it("refuses the content of a file instead of its path, and does not show it", async () => {
    const content = '{"users":[{"name":"guest","password_hash":"kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30"}]}';
    for (const given of [
      content,
      `\n${content}`,
      JSON.stringify(JSON.parse(content), null, 2),
      new Asset("path", content),
      "x".repeat(5000),
    ]) {
      const [problem, ...more] = await problems({ definitionsFile: given });
      expect(more).to.deep.equal([]);
      expect(problem?.property).to.equal("");
      expect(problem?.reason).to.match(
        /^definitionsFile: Must be the path of a file, but is the content of one \(\d+ characters, not shown\)\. Give the path, or wrap the content: new pulumi\.asset\.StringAsset\(content\)\.$/,
      );
    }
  });
});

describe("A task's name", () => {
  const topics = [{ name: "orders" }];
  const memory = new OperationMemory();
  const checkAs = (resourceName: string, news: Properties) =>
    migrationTask.check({
      urn: `urn:pulumi:s::p::T::${resourceName}`,
      olds: undefined,
      news: { instanceId, ...news },
      secrets: new Set(),
      memory,
    });

  it("belongs to one resource: a second one is refused with the name of the first", async () => {
    expect((await checkAs("first", { topics, name: "shared" })).problems).to.deep.equal([]);
    expect((await checkAs("first", { topics, name: "shared" })).problems).to.deep.equal([]);
    expect((await checkAs("second", { topics: [{ name: "prices" }], name: "shared" })).problems).to.deep.equal([
      {
        property: "name",
        reason:
          'The name "shared" is used by resource "first" (urn:pulumi:s::p::T::first), and a task can belong to one resource only. Choose another name, or use that resource.',
      },
    ]);
  });
});

describe("A MigrationTask's diff", () => {
  const diff = async (oldStatus: string | undefined, change: Properties = {}, own: Properties = { name: "mine" }) => {
    const urn = `urn:diff${resources++}`;
    const given = { topics: [{ name: "orders" }], ...own };
    const { inputs: oldInputs } = await check(given, undefined, urn);
    const { inputs: newInputs } = await check({ ...given, ...change }, oldInputs, urn);
    const name = oldInputs.name ?? "made-0123abcd";
    const oldOutputs = { ...oldInputs, name, ...(oldStatus === undefined ? {} : { status: oldStatus }) };
    return migrationTask.diff({
      urn,
      id: `${instanceId}/t`,
      oldInputs,
      oldOutputs,
      newInputs,
      memory: new OperationMemory(),
    });
  };

  it("finds no change in a finished task", async () => {
    expect(await diff("finished")).to.deep.equal({ changed: [], replaces: [], deleteBeforeReplace: false });
  });

  it("waits again for every task that has not finished, if it is waited for", async () => {
    for (const status of ["creating", "starting", "failed", "paused", "Finished", "", undefined]) {
      expect((await diff(status)).changed, String(status)).to.deep.equal(["status"]);
      expect((await diff(status, {}, { waitForCompletion: false })).changed, String(status)).to.deep.equal([]);
      expect((await diff(status, { waitForCompletion: true }, { waitForCompletion: false })).changed).to.deep.equal([
        "waitForCompletion",
        "status",
      ]);
    }
  });

  it("replaces for other metadata: creates first with a generated name, deletes first with an explicit one", async () => {
    const change = { topics: [{ name: "prices" }] };
    expect(await diff("finished", change)).to.deep.equal({
      changed: ["topics"],
      replaces: ["topics"],
      deleteBeforeReplace: true,
    });
    expect(await diff("finished", change, {})).to.deep.equal({
      changed: ["topics"],
      replaces: ["topics"],
      deleteBeforeReplace: false,
    });
    expect((await diff("finished", { ...change, name: "other" })).deleteBeforeReplace).to.equal(false);
  });

  it("replaces for another overwrite only if the task has not finished", async () => {
    expect((await diff("finished", { overwrite: true })).replaces).to.deep.equal([]);
    expect((await diff("failed", { overwrite: true })).replaces).to.deep.equal(["overwrite"]);
  });

  it("deletes a task that has not ended before it is replaced, regardless of its name", async () => {
    const change = { topics: [{ name: "prices" }] };
    for (const status of ["creating", "starting", "paused"]) {
      expect((await diff(status, change, {})).deleteBeforeReplace, status).to.equal(true);
    }
    expect((await diff("failed", change, {})).deleteBeforeReplace).to.equal(false);
  });

  it("replaces for changed triggers, but not for a name that the task already has or that was removed", async () => {
    expect((await diff("finished", { triggers: ["again"] })).replaces).to.deep.equal(["triggers"]);
    expect((await diff("finished", { name: "other" })).replaces).to.deep.equal(["name"]);
    expect((await diff("finished", { name: null })).changed).to.deep.equal([]);
    expect((await diff("finished", { name: "made-0123abcd" }, {})).changed).to.deep.equal([]);
  });

  it("treats an unknown list as a change", async () => {
    expect((await diff("finished", { topics: unknown }, {})).replaces).to.include("topics");
  });
});
