import { expect } from "chai";
import { MetadataError, parseRabbitMqDefinitions } from "../../../provider/src/migration/metadata/index.ts";

const HASH = "49gOMOaScQQWsKvlfADD0VsTyxy9wLzImh6dFOSZ9PARHuCw";

const node = {
  users: [{ name: "app", password_hash: HASH, tags: [] }],
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
  it("leaves out what every RabbitMQ has: amq.* and the default exchange with its bindings", () => {
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

  it("reports a binding of a user's queue to amq.topic, since its messages would no longer arrive", () => {
    const { metadata, notMigrated } = parse({ ...node, users: [], bindings: [binding("amq.topic", "orders")] });
    expect(metadata).to.deep.include({ bindings: [] });
    expect(notMigrated).to.deep.equal([
      {
        kind: "binding",
        name: "amq.topic -> orders",
        vhost: "shop",
        property: "all",
        detail: 'the exchange "amq.topic" is not migrated',
      },
    ]);
  });

  it("reports a plugin's exchange and the bindings that go with it", () => {
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
      ["exchange", "later", "the service knows only topic, direct, fanout, headers, not x-delayed-message"],
      ["binding", "later -> orders (k)", 'the exchange "later" is not migrated'],
    ]);
  });

  it("submits bindings that differ in their arguments only once, and reports every argument", () => {
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

  it("reports auto_delete, internal, exclusive and settings that it has never heard of, each by name", () => {
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

  it("reports arguments that are zero, false or empty: somebody has set them", () => {
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

  it("shows the name but never the value of an argument or parameter that it does not know", () => {
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

  it("takes the vhost of a newer one-vhost export from the file, and its properties as the vhost's", () => {
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

  it("does not take RabbitMQ's way to write that a vhost has no default queue type for a setting", () => {
    const vhosts = [{ name: "shop", metadata: { default_queue_type: "undefined", description: "" }, limits: [] }];
    expect(parse({ ...node, users: [], vhosts }).notMigrated).to.deep.equal([]);
  });

  it("names only the users who may do something in the vhost that was asked for", () => {
    const users = [...node.users, { name: "other", password_hash: HASH }];
    const permissions = [
      { user: "app", vhost: "shop", configure: "", write: "", read: "" },
      { user: "other", vhost: "billing", configure: "", write: "", read: "" },
    ];
    const { notMigrated } = parse({ ...node, users, permissions }, "shop");
    expect(notMigrated.map(({ kind, name }) => `${kind} ${name}`)).to.deep.equal(["user app", "permission app"]);
  });

  it("takes the vhosts from the objects where a file written by hand lists none", () => {
    const { vhosts: _, ...unlisted } = node;
    expect(parse(unlisted).metadata).to.deep.include({ vhosts: [{ name: "shop" }] });
  });

  it("asks for the vhost of a one-vhost export, and says what the policies say", () => {
    const bare = { queues: [{ name: "q" }] };
    const question =
      "definitions.json: this is the export of one vhost, and does not say which: give its name as vhost";
    expect(messageOf(JSON.stringify(bare))).to.equal(`${question}.`);
    const policies = [{ vhost: "shop", name: "ha" }];
    expect(messageOf(JSON.stringify({ ...bare, policies }))).to.equal(`${question} (its policies say "shop").`);
  });

  it("lists the vhosts when an unknown one is asked for", () => {
    expect(messageOf(JSON.stringify(node), "shopp")).to.equal(
      'definitions.json: there is no vhost "shopp" in it. Give one of these, or none for all: "shop", "billing".',
    );
  });

  it("names the place and the type of a field that is wrong, not its value", () => {
    const wrong = { ...node, queues: [node.queues[0], { name: HASH.length, vhost: "shop" }] };
    expect(messageOf(JSON.stringify(wrong))).to.equal(
      "definitions.json at $.queues[1].name: expected a string, saw a number. Correct it there.",
    );
    expect(messageOf(JSON.stringify({ ...node, users: [HASH] }))).to.equal(
      "definitions.json at $.users[0]: expected an object, saw a string. Correct it there.",
    );
    expect(messageOf(JSON.stringify({ ...node, queues: [{ name: "q" }] }))).to.equal(
      "definitions.json at $.queues[0].vhost: expected a string, saw nothing. Correct it there.",
    );
  });

  for (const [what, text, message] of [
    ["an empty file", " \n", "the file is empty. Export it again, and look whether the export said that it succeeded."],
    [
      "a login page",
      "<!DOCTYPE html>",
      "this is HTML or XML, not JSON: probably a login or an error page. Look at the file, and export it again.",
    ],
    [
      "UTF-16",
      "\uFFFD\uFFFD{\u0000}\u0000",
      "this is not UTF-8 text (PowerShell's > writes UTF-16). Save it as UTF-8.",
    ],
    [
      "an array",
      "[]",
      "this is an array, where RabbitMQ's definitions.json (`rabbitmqadmin export`, or GET /api/definitions) has an object. Export it again.",
    ],
    [
      "RocketMQ's file",
      '{"topicConfigTable":{}}',
      "this is not RabbitMQ's definitions.json (`rabbitmqadmin export`, or GET /api/definitions): it has none of queues, exchanges, bindings, vhosts. It looks like RocketMQ metadata (`mqadmin exportMetadata`, or a broker's topics.json and subscriptionGroup.json).",
    ],
    [
      "some other object",
      "{}",
      "this is not RabbitMQ's definitions.json (`rabbitmqadmin export`, or GET /api/definitions): it has none of queues, exchanges, bindings, vhosts. Look whether it is the right file.",
    ],
  ] as const) {
    it(`says kindly that it was given ${what}`, () => {
      expect(messageOf(text)).to.equal(`definitions.json: ${message}`);
    });
  }

  it("tells line and column of a syntax error without quoting the password hash there", () => {
    const text = JSON.stringify(node, null, 1);
    const broken = text.replace(`"${HASH}"`, `'${HASH}'`);
    const message = messageOf(broken);
    expect(message).to.equal(
      "definitions.json at line 5, column 21: this is not JSON. Correct it there, or export it again.",
    );
    expect(messageOf(text.slice(0, text.indexOf(HASH) + 10))).to.equal(
      "definitions.json at line 5, column 32: the JSON ends in the middle: the file is cut short. Copy or export it again.",
    );
  });
});
