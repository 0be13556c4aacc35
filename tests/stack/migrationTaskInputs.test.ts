import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";
import { defaultInstanceId, emptyInstanceId, finishedInstanceId, type Instance } from "../../emulator/src/index.ts";
import { type Bench, openBench } from "./bench.ts";

const exports = join(import.meta.dirname, "..", "fixtures", "exports");
const wholeNode = readFileSync(join(exports, "rabbitmq-definitions.json"), "utf8");
const passwordHashes = [...wholeNode.matchAll(/"password_hash": "([^"]+)"/g)].map(([, hash = ""]) => hash);

const fourthInstanceId = "44444444-5555-4666-8777-888888888888";

const shopLosses = [
  "  arguments.x-dead-letter-exchange of queues (1): orders.created in shop (orders.dlx)",
  "  arguments.x-message-ttl of queues (1): orders.created in shop (86400000)",
  "  arguments.x-queue-type of queues (1): orders.shipped in shop (quorum)",
  "  arguments.kind of bindings (1): audit -> audit.all in shop",
  "  arguments.x-match of bindings (1): audit -> audit.all in shop (any)",
  "  policies (1): ha in shop (for queues: max-length = 100000)",
];
const nodeWarning = [
  "13 items in the file are not supported by the service and will not be migrated:",
  ...shopLosses,
  "  users (2): app, guest",
  "  permissions (5): guest in /, guest in billing, app in shop, guest in shop, guest in shop-eu",
];
const shopWarning = ["6 items in the file are not supported by the service and will not be migrated:", ...shopLosses];

describe("What a MigrationTask migrates", function () {
  this.timeout(180_000);
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
    const creations = [{ timeline: [{ afterSeconds: 0, status: "finished" }] }];
    const ids = [defaultInstanceId, emptyInstanceId, finishedInstanceId, fourthInstanceId];
    bench.emulator.scenario({ instances: ids.map((id): Instance => ({ id, name: "target", creations })) });
  });
  afterEach(() => bench.close());

  it("comes from each of the five real exports, with a warning of what is lost, and no password hash gets anywhere", async () => {
    expect(passwordHashes).to.have.length(2);
    const { up, preview, state } = await bench.stack(async () => {
      const file = (name: string) => new pulumi.asset.FileAsset(join(exports, name));
      const node = new rocketmq.MigrationTask("node", {
        instanceId: defaultInstanceId,
        definitionsFile: new pulumi.asset.StringAsset(wholeNode),
      });
      const shop = new rocketmq.MigrationTask("shop", {
        instanceId: emptyInstanceId,
        definitionsFile: file("rabbitmq-definitions-one-vhost.json"),
        vhost: "shop",
      });
      const cluster = new rocketmq.MigrationTask("cluster", {
        instanceId: finishedInstanceId,
        metadataFile: join(exports, "rocketmq-metadata.json"),
        strict: true,
      });
      const broker = new rocketmq.MigrationTask("broker", {
        instanceId: fourthInstanceId,
        topicsFile: file("rocketmq-topics.json"),
        subscriptionGroupFile: file("rocketmq-subscriptionGroup.json"),
        strict: true,
      });
      return {
        nodeLoses: node.notMigrated.apply((lost) => lost?.length),
        shopLoses: shop.notMigrated.apply((lost) => lost?.length),
        clusterLoses: cluster.notMigrated,
        brokerLoses: broker.notMigrated,
        types: pulumi.all([node.type, shop.type, cluster.type, broker.type]),
      };
    });
    const previewed = await preview();
    expect(previewed.succeeded, previewed.terminal).to.equal(true);
    expect(previewed.terminal).to.contain(nodeWarning.join("\n    "));
    expect(previewed.terminal).to.contain(shopWarning.join("\n    "));
    expect(previewed.terminal.match(/ items in the file are not supported by the service/g)).to.have.length(4);

    const { succeeded, terminal, outputs, events } = await up();
    expect(succeeded, terminal).to.equal(true);
    expect(outputs.nodeLoses?.value).to.equal(13);
    expect(outputs.shopLoses?.value).to.equal(6);
    expect(outputs.clusterLoses?.value).to.deep.equal([]);
    expect(outputs.brokerLoses?.value).to.deep.equal([]);
    expect(outputs.types?.value).to.deep.equal(["rabbitToRocket", "rabbitToRocket", "rocketmq", "rocketmq"]);

    const existing = (instanceId: string) => [...bench.emulator.existing(instanceId)].sort();
    const rocketMq = [
      "consumerGroup audit-readers",
      "consumerGroup billing",
      "topic audit_log",
      "topic order-events",
      "topic price-updates",
    ];
    expect(existing(finishedInstanceId)).to.deep.equal(rocketMq);
    expect(existing(fourthInstanceId)).to.deep.equal(rocketMq);
    const shop = [
      ...["audit", "orders", "orders.dlx", "prices"].map((name) => `exchange shop/${name}`),
      ...["audit.all", "orders.created", "orders.dead", "orders.shipped", "prices.eur"].map(
        (name) => `queue shop/${name}`,
      ),
    ];
    expect(existing(emptyInstanceId).filter((name) => /^(exchange|queue) /.test(name))).to.deep.equal(shop);
    expect(existing(defaultInstanceId)).to.include.members([
      ...shop,
      "queue //legacy",
      "queue billing/invoices/open",
      "queue billing/temp",
      "queue shop-eu/orders.created",
    ]);

    const everything = [
      previewed.terminal,
      JSON.stringify(previewed.events),
      terminal,
      JSON.stringify(events),
      await state(),
      JSON.stringify(bench.emulator.requests),
    ].join("\n");
    for (const hash of passwordHashes) expect(everything).to.not.contain(hash);
    expect(everything).to.not.contain("password_hash");
    expect((await up()).changes).to.deep.equal({ same: 5 });
  });

  it("is reported without the file's text if the file is invalid, and strict rejects a file that loses anything", async () => {
    let definitions = wholeNode.slice(0, -2);
    const { preview } = await bench.stack(async () => {
      const definitionsFile = new pulumi.asset.StringAsset(definitions);
      new rocketmq.MigrationTask("node", { instanceId: emptyInstanceId, definitionsFile, strict: true });
    });
    const broken = await preview();
    expect(broken.succeeded).to.equal(false);
    expect(broken.terminal).to.match(
      /resource 'node' has a problem: definitionsFile: the asset at line \d+, column \d+: Unexpected end of JSON: the file is truncated\. Copy or export it again\./,
    );
    definitions = wholeNode;
    const strict = await preview();
    expect(strict.succeeded).to.equal(false);
    expect(strict.terminal).to.contain(
      `property strict value {true} has a problem: ${nodeWarning.join("\n    ")}\n` +
        "    strict makes this an error. Remove it from the file, or drop strict to migrate without it.",
    );
    const everything = [broken, strict].map(({ terminal, events }) => terminal + JSON.stringify(events)).join("\n");
    for (const hash of passwordHashes) expect(everything).to.not.contain(hash);
    expect(bench.emulator.requests).to.have.length(0);
  });

  it("may be unknown in a preview, and secret: then nothing of it is in state or on the screen in plain text", async () => {
    const creations = [
      {
        name: "^broken",
        failures: [{ kind: "topic" as const, name: "hidden-topic", reason: "hidden-topic is not allowed" }],
        timeline: [{ afterSeconds: 0, status: "failed" }],
      },
      { timeline: [{ afterSeconds: 0, status: "finished" }] },
    ];
    bench.emulator.scenario({ instances: [{ id: emptyInstanceId, name: "target", creations }] });
    const instanceId = emptyInstanceId;
    const { up, preview, state } = await bench.stack(async () => {
      const first = new rocketmq.MigrationTask("first", { instanceId, topics: [{ name: "orders" }] });
      const topic = pulumi.interpolate`after-${first.taskId}`;
      const second = new rocketmq.MigrationTask("second", { instanceId, topics: [{ name: topic }] });
      const later = first.taskId.apply(() => finishedInstanceId);
      const third = new rocketmq.MigrationTask("third", { instanceId: later, topics: [{ name: "orders" }] });
      const topics = pulumi.secret([{ name: "hidden-topic" }]);
      const fourth = new rocketmq.MigrationTask("fourth", { instanceId, topics }, { dependsOn: [second] });
      new rocketmq.MigrationTask("fifth", { instanceId, name: "broken-task", topics }, { dependsOn: [third, fourth] });
      return { second: second.name, third: third.name, fourth: fourth.name };
    });
    const previewed = await preview();
    expect(previewed.succeeded, previewed.terminal).to.equal(true);
    expect(previewed.changes).to.deep.equal({ create: 6 });

    const failed = await up();
    expect(failed.terminal).to.contain('Migration task "broken-task"');
    expect(failed.terminal).to.contain("topic [secret]: [secret] is not allowed");
    expect(bench.emulator.existing(finishedInstanceId)).to.deep.equal(["topic orders"]);
    expect(bench.emulator.existing(instanceId)).to.include("topic hidden-topic");
    expect(failed.outputs).to.deep.equal({});
    // Pulumi's own SDK writes every answer into the debug log, secrets and all.
    const events = failed.events.filter(({ diagnosticEvent }) => String(diagnosticEvent?.severity) !== "debug");
    const written = (await state()) + failed.terminal + JSON.stringify(events);
    expect(written).to.contain("broken-task").and.to.not.contain("hidden-topic");
  });

  it("may be as big as ten thousand topics, which getMigrationTask reads back", async () => {
    const topics = Array.from({ length: 10_000 }, (_, index) => ({ name: `topic-${index}` }));
    const { up } = await bench.stack(async () => {
      const move = new rocketmq.MigrationTask("move", { instanceId: emptyInstanceId, topics });
      const read = rocketmq.getMigrationTaskOutput({ instanceId: emptyInstanceId, taskId: move.taskId });
      return {
        count: read.apply(({ topics }) => topics?.length),
        last: read.apply(({ topics }) => topics?.at(-1)?.name),
      };
    });
    const { succeeded, terminal, outputs } = await up();
    expect(succeeded, terminal.slice(0, 5000)).to.equal(true);
    expect(outputs.count?.value).to.equal(10_000);
    expect(outputs.last?.value).to.equal("topic-9999");
  });

  it("is only submitted when it is not waited for, and its failure is a warning then", async () => {
    let waitForCompletion = false;
    const creations = [
      { name: "^broken", timeline: [{ afterSeconds: 0, status: "failed" }] },
      {
        timeline: [
          { afterSeconds: 0, status: "starting" },
          { afterSeconds: 3600, status: "finished" },
        ],
      },
    ];
    bench.emulator.scenario({ instances: [{ id: emptyInstanceId, name: "target", creations }] });
    const { up } = await bench.stack(async () => {
      const args = { instanceId: emptyInstanceId, waitForCompletion };
      const slow = new rocketmq.MigrationTask("slow", { ...args, topics: [{ name: "orders" }] });
      new rocketmq.MigrationTask("broken", { ...args, waitForCompletion: false, topics: [{ name: "prices" }] });
      return { status: slow.status, taskId: slow.taskId };
    });
    const submitted = await up();
    expect(submitted.succeeded, submitted.terminal).to.equal(true);
    expect(submitted.outputs.status?.value).to.equal("starting");
    expect(submitted.terminal).to.match(
      /warning: Migration task "broken-[0-9a-f]{8}" \(.*\) failed; waitForCompletion is false\./,
    );
    expect((await up()).changes).to.deep.equal({ same: 3 });

    // Waited for after all, it is looked at again, and not submitted again.
    waitForCompletion = true;
    bench.emulator.setStatus(emptyInstanceId, submitted.outputs.taskId?.value, "finished");
    const waited = await up();
    expect(waited.outputs.status?.value).to.equal("finished");
    expect(bench.emulator.requests.filter(({ operation }) => operation === "createTask")).to.have.length(2);
  });
});
