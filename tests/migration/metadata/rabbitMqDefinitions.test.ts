import { expect } from "chai";
import { MetadataError, parseRabbitMqDefinitions } from "../../../provider/src/migration/metadata/index.ts";

const hash = "49gOMOaScQQWsKvlfADD0VsTyxy9wLzImh6dFOSZ9PARHuCw";

const node = {
  users: [{ name: "app", password_hash: hash, tags: [] }],
  vhosts: [{ name: "shop" }, { name: "billing" }],
  queues: [{ name: "orders", vhost: "shop", durable: true, auto_delete: false, arguments: {} }],
  exchanges: [{ name: "orders", vhost: "shop", type: "topic", durable: true, arguments: {} }],
  bindings: [binding("orders", "orders")],
};

function binding(source: string, destination: string, more: object = {}) {
  return { vhost: "shop", source, destination, destination_type: "queue", routing_key: "", arguments: {}, ...more };
}

function parse(definitions: object, vhost?: string) {
  return parseRabbitMqDefinitions(JSON.stringify(definitions), { vhost });
}

function messageOf(text: string, vhost?: string): string {
  try {
    parseRabbitMqDefinitions(text, { vhost });
  } catch (error) {
    expect(error).to.be.instanceOf(MetadataError);
    return (error as MetadataError).message;
  }
  throw new Error("It was accepted.");
}

describe("parseRabbitMqDefinitions", () => {
  it("leaves out what every RabbitMQ node has: amq.* and the default exchange with its bindings", () => {
    const { metadata, notMigrated, leftOut } = parse({
      ...node,
      users: [],
      queues: [...node.queues, { name: "amq.gen-JzTY20", vhost: "shop", durable: false }],
      exchanges: [
        ...node.exchanges,
        { name: "", vhost: "shop", type: "direct" },
        { name: "amq.topic", vhost: "shop", type: "topic" },
      ],
      bindings: [...node.bindings, binding("", "orders"), binding("orders", "amq.gen-JzTY20")],
    });
    expect(metadata).to.deep.equal(parse(node).metadata);
    expect(notMigrated).to.deep.equal([]);
    expect(leftOut.map(({ kind, name }) => `${kind}: ${name}`)).to.deep.equal([
      "queue: amq.gen-JzTY20",
      "exchange: ",
      "exchange: amq.topic",
      "binding:  -> orders",
      "binding: orders -> amq.gen-JzTY20",
    ]);
  });

  it("reports a binding of a user's queue to amq.topic, because its messages would no longer arrive", () => {
    const { metadata, notMigrated } = parse({ ...node, users: [], bindings: [binding("amq.topic", "orders")] });
    expect(metadata).to.deep.include({ bindings: [] });
    expect(notMigrated).to.deep.equal([
      {
        kind: "binding",
        name: "amq.topic -> orders",
        vhost: "shop",
        property: "all",
        detail: 'exchange "amq.topic" is not migrated',
      },
    ]);
  });

  it("reports an exchange of an unsupported type, and its bindings", () => {
    const { metadata, notMigrated } = parse({
      ...node,
      users: [],
      exchanges: [
        { name: "later", vhost: "shop", type: "x-delayed-message", arguments: { "x-delayed-type": "topic" } },
      ],
      bindings: [binding("later", "orders", { routing_key: "k" })],
    });
    expect(metadata).to.deep.include({ exchanges: [], bindings: [] });
    expect(notMigrated.map(({ kind, name, detail }) => [kind, name, detail])).to.deep.equal([
      ["exchange", "later", "unsupported type x-delayed-message; supported: topic, direct, fanout, headers"],
      ["binding", "later -> orders (k)", 'exchange "later" is not migrated'],
    ]);
  });

  it("submits bindings that differ only in their arguments once, and reports every argument", () => {
    const { metadata, notMigrated } = parse({
      ...node,
      users: [],
      bindings: [
        binding("orders", "orders", { arguments: { country: "de" } }),
        binding("orders", "orders", { arguments: { colour: "red" } }),
      ],
    });
    expect(metadata).to.deep.equal(parse(node).metadata);
    expect(notMigrated.map(({ property }) => property)).to.deep.equal(["arguments.colour", "arguments.country"]);
  });

  it("reports auto_delete, internal, exclusive and unknown settings by name", () => {
    const { notMigrated } = parse({
      ...node,
      users: [],
      queues: [{ name: "q", vhost: "shop", auto_delete: true, exclusive: true, novelty: { a: 1 }, type: "stream" }],
      exchanges: [
        { name: "e", vhost: "shop", type: "fanout", internal: true, arguments: { "alternate-exchange": "other" } },
      ],
      bindings: [],
    });
    expect(notMigrated.map(({ name, property, detail }) => [name, property, detail])).to.deep.equal([
      ["q", "auto_delete", "true"],
      ["q", "exclusive", "true"],
      ["q", "novelty", ""],
      ["q", "type", "stream"],
      ["e", "arguments.alternate-exchange", "other"],
      ["e", "internal", "true"],
    ]);
  });

  it("reports arguments that are zero, false or empty, because somebody has set them", () => {
    const { notMigrated } = parse({
      ...node,
      users: [],
      queues: [{ name: "orders", vhost: "shop", arguments: { "x-message-ttl": 0, constructor: "" } }],
      bindings: [binding("orders", "orders", { arguments: { urgent: false } })],
    });
    expect(notMigrated.map(({ property, detail }) => [property, detail])).to.deep.equal([
      ["arguments.constructor", ""],
      ["arguments.x-message-ttl", "0"],
      ["arguments.urgent", ""],
    ]);
  });

  it("shows the name but never the value of an unknown argument or parameter", () => {
    const { notMigrated } = parse({
      ...node,
      queues: [{ name: "q", vhost: "shop", arguments: { "x-api-key": "hunter2", password: "hunter2" } }],
      bindings: [],
      parameters: [{ vhost: "shop", component: "shovel", name: "move", value: { "src-uri": "amqp://a:hunter2@b" } }],
      global_parameters: [
        { name: "cluster_name", value: "rabbit@a" },
        { name: "mine", value: "hunter2" },
      ],
      policies: [{ vhost: "shop", name: "p", pattern: "^hunter2", "apply-to": "all", definition: { own: "hunter2" } }],
      topic_permissions: [{ user: "app", vhost: "shop", exchange: "orders", write: "hunter2", read: ".*" }],
    });
    expect(JSON.stringify(notMigrated)).not.to.match(/hunter2|49gOMO/);
    expect(notMigrated.map(({ kind, name, property, detail }) => [kind, name, property, detail])).to.deep.equal([
      ["queue", "q", "arguments.password", ""],
      ["queue", "q", "arguments.x-api-key", ""],
      ["policy", "p", "all", "for all: own"],
      ["parameter", "mine", "all", "global"],
      ["parameter", "move", "all", "shovel"],
      ["user", "app", "all", ""],
      ["topicPermission", "app", "all", ""],
    ]);
  });

  it("reads the name and the properties of the vhost from a newer single-vhost export", () => {
    const { metadata, notMigrated } = parse({
      rabbitmq_definition_format: "single_virtual_host",
      original_vhost_name: "shop",
      metadata: { description: "", tags: [], default_queue_type: "quorum" },
      limits: [],
      queues: [{ name: "q" }],
    });
    expect(metadata).to.deep.include({ vhosts: [{ name: "shop" }] });
    expect(notMigrated).to.deep.equal([
      { kind: "vhost", name: "shop", property: "metadata.default_queue_type", detail: "quorum" },
    ]);
  });

  it("knows how RabbitMQ writes that a vhost has no default queue type", () => {
    const vhosts = [{ name: "shop", metadata: { default_queue_type: "undefined", description: "" }, limits: [] }];
    expect(parse({ ...node, users: [], vhosts }).notMigrated).to.deep.equal([]);
  });

  it("reports only users with permissions in the requested vhost", () => {
    const users = [...node.users, { name: "other", password_hash: hash }];
    const permissions = [
      { user: "app", vhost: "shop", configure: "", write: "", read: "" },
      { user: "other", vhost: "billing", configure: "", write: "", read: "" },
    ];
    const { notMigrated } = parse({ ...node, users, permissions }, "shop");
    expect(notMigrated.map(({ kind, name }) => `${kind} ${name}`)).to.deep.equal(["user app", "permission app"]);
  });

  it("takes the vhosts from the objects if a handwritten file lists none", () => {
    const { vhosts: _, ...unlisted } = node;
    expect(parse(unlisted).metadata).to.deep.include({ vhosts: [{ name: "shop" }] });
  });

  it("asks for the vhost of a single-vhost export, and suggests the one of its policies", () => {
    const bare = { queues: [{ name: "q" }] };
    const question =
      "definitions.json: The file is the export of a single vhost, but does not name the vhost. Set vhost to its name";
    expect(messageOf(JSON.stringify(bare))).to.equal(`${question}.`);
    const policies = [{ vhost: "shop", name: "ha" }];
    expect(messageOf(JSON.stringify({ ...bare, policies }))).to.equal(
      `${question} (according to its policies, "shop").`,
    );
  });

  it("lists the vhosts if the requested one does not exist", () => {
    expect(messageOf(JSON.stringify(node), "shopp")).to.equal(
      'definitions.json: The file has no vhost "shopp". Vhosts in the file: "shop", "billing". Correct vhost, or omit it to migrate all of them.',
    );
  });

  it("reports the place and the type of an invalid field, not its value", () => {
    const wrong = { ...node, queues: [node.queues[0], { name: hash.length, vhost: "shop" }] };
    expect(messageOf(JSON.stringify(wrong))).to.equal(
      "definitions.json at $.queues[1].name: Must be a string, but is a number. Fix the value, or export the file again.",
    );
    expect(messageOf(JSON.stringify({ ...node, users: [hash] }))).to.equal(
      "definitions.json at $.users[0]: Must be an object, but is a string. Fix the value, or export the file again.",
    );
    expect(messageOf(JSON.stringify({ ...node, queues: [{ name: "q" }] }))).to.equal(
      "definitions.json at $.queues[0].vhost: Must be a string, but is missing. Fix the value, or export the file again.",
    );
  });

  for (const [what, text, message] of [
    ["an empty file", " \n", "The file is empty. Check that the export succeeded, and run it again."],
    [
      "a login page",
      "<!DOCTYPE html>",
      "This is HTML or XML, not JSON, probably a login or error page. Check the file, and export it again.",
    ],
    [
      "UTF-16",
      "\uFFFD\uFFFD{\u0000}\u0000",
      "The file is not UTF-8 (`>` in PowerShell writes UTF-16). Save it as UTF-8.",
    ],
    [
      "an array",
      "[]",
      "Expected RabbitMQ's definitions.json (`rabbitmqadmin export` or GET /api/definitions), which is a JSON object, but found an array. Export the file again.",
    ],
    [
      "RocketMQ's file",
      '{"topicConfigTable":{}}',
      "Expected RabbitMQ's definitions.json (`rabbitmqadmin export` or GET /api/definitions), but found none of queues, exchanges, bindings, vhosts. This looks like RocketMQ metadata (`mqadmin exportMetadata`, or a broker's topics.json or subscriptionGroup.json).",
    ],
    [
      "some other object",
      "{}",
      "Expected RabbitMQ's definitions.json (`rabbitmqadmin export` or GET /api/definitions), but found none of queues, exchanges, bindings, vhosts. Check that this is the right file.",
    ],
  ] as const) {
    it(`explains how to replace ${what}`, () => {
      expect(messageOf(text)).to.equal(`definitions.json: ${message}`);
    });
  }

  it("reports line and column of a syntax error without quoting the password hash there", () => {
    const text = JSON.stringify(node, null, 1);
    const broken = text.replace(`"${hash}"`, `'${hash}'`);
    const message = messageOf(broken);
    expect(message).to.equal("definitions.json at line 5, column 21: Invalid JSON. Fix it, or export the file again.");
    expect(messageOf(text.slice(0, text.indexOf(hash) + 10))).to.equal(
      "definitions.json at line 5, column 32: Unexpected end of JSON: the file is truncated. Copy or export it again.",
    );
  });
});
