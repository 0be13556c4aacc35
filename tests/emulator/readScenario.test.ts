import { readFileSync } from "node:fs";
import { expect } from "chai";
import { defaultScenario, readScenario, startEmulator, ValidationError } from "../../emulator/src/index.ts";

const projects = [{ id: "0123456789abcdef0123456789abcdef", name: "cn-north-4" }];
const id = "11111111-2222-4333-8444-555555555555";
const task = { name: "t", type: "rocketmq" };

function withInstance(instance: object): object {
  return { accessKeys: [], projects, instances: [{ id, name: "shop", ...instance }] };
}

describe("A scenario", () => {
  it("stays the same when it is read, apart from defaults: the default one and the demo", () => {
    for (const scenario of [defaultScenario, demo()]) {
      const read = readScenario(scenario);
      expect(readScenario(read)).to.deep.equal(read);
      expect(withoutMetadata(read)).to.deep.equal(withoutMetadata(scenario));
    }
  });

  it("is what the README shows: a whole file, and an entry of creations", () => {
    const readme = readFileSync(new URL("../../emulator/README.md", import.meta.url), "utf8");
    const blocks = [...readme.matchAll(/^```json\n(.*?)^```$/gms)].map(([, json]) => JSON.parse(json ?? ""));
    expect(blocks).to.have.length(2);
    const [whole, creation] = blocks;
    readScenario(whole);
    readScenario(withInstance({ brokers: 2, creations: [creation] }));
  });

  it("for the demo has both types, all four statuses, more than one page, and a task that progresses", async () => {
    let now = new Date("2026-01-26T08:00:00Z");
    const emulator = await startEmulator({ scenario: readScenario(demo()), now: () => now });
    const statuses = (): string[] => emulator.tasks(id).map((one) => one.status);
    expect(new Set(emulator.tasks(id).map((one) => one.type))).to.deep.equal(new Set(["rocketmq", "rabbitToRocket"]));
    expect(new Set(statuses())).to.deep.equal(new Set(["creating", "starting", "failed", "finished"]));
    expect(statuses()).to.have.length.above(60);
    const seen = [0, 4, 20].map((seconds) => {
      now = new Date(Date.parse("2026-01-26T08:00:00Z") + seconds * 1000);
      return emulator.tasks(id).find((one) => one.name === "de-orders")?.status;
    });
    expect(seen).to.deep.equal(["creating", "starting", "finished"]);
    await emulator.close();
  });

  const mistakes: [string, unknown, string][] = [
    ["no object", [], "the document: must be an object, not an array"],
    ["a missing part", { accessKeys: [], instances: [] }, "projects: is required"],
    [
      "an unknown key",
      { accessKeys: [], projects, instances: [], acessKeys: [] },
      "acessKeys: unknown key; valid keys: accessKeys, projects, instances, description, domains, ecsMetadata, faults, errorBody",
    ],
    [
      "a missing secret",
      { accessKeys: [{ accessKey: "A" }], projects, instances: [] },
      "accessKeys[0].secretKey: is required",
    ],
    [
      "a project id",
      { accessKeys: [], projects: [{ id: "p", name: "n" }], instances: [] },
      'projects[0].id: must be 32 hex digits, not "p"',
    ],
    [
      "no project for an instance",
      { ...withInstance({}), projects: [] },
      "projects: must have at least one project, because there are instances",
    ],
    ["an instance id", withInstance({ id: "shop" }), 'instances[0].id: must be a UUID in lower case, not "shop"'],
    [
      "an unknown project",
      withInstance({ projectId: "f".repeat(32) }),
      `instances[0].projectId: must be the id of one of this scenario's projects, not ${"f".repeat(32)}`,
    ],
    [
      "a status",
      withInstance({ tasks: [task, { ...task, name: "u", status: 7 }] }),
      "instances[0].tasks[1].status: must be a string, not 7",
    ],
    [
      "a task type",
      withInstance({ tasks: [{ name: "t", type: "kafka" }] }),
      'instances[0].tasks[0].type: must be one of rocketmq, rabbitToRocket, not "kafka"',
    ],
    [
      "a duplicate name",
      withInstance({ tasks: [task, task] }),
      "instances[0].tasks[1].name: must be unique, but t occurs twice",
    ],
    [
      "a status and a timeline",
      withInstance({ tasks: [{ ...task, status: "failed", timeline: [{ afterSeconds: 0, status: "failed" }] }] }),
      "instances[0].tasks[0]: has both status and timeline; keep one",
    ],
    [
      "an empty timeline",
      withInstance({ tasks: [{ ...task, timeline: [] }] }),
      "instances[0].tasks[0].timeline: must start at afterSeconds 0, but has no steps",
    ],
    [
      "a timeline that goes backwards",
      withInstance({
        creations: [
          {
            timeline: [
              { afterSeconds: 0, status: "a" },
              { afterSeconds: 2, status: "b" },
              { afterSeconds: 1, status: "c" },
            ],
          },
        ],
      }),
      "instances[0].creations[0].timeline: afterSeconds must increase from step to step, not be 0, 2, 1",
    ],
    [
      "metadata of the other type",
      withInstance({ tasks: [{ ...task, metadata: { queues: [] } }] }),
      "instances[0].tasks[0].metadata.queues: unknown key; valid keys: topic_config_table, subscription_group_table",
    ],
    [
      "a pattern",
      withInstance({ creations: [{ name: "(" }] }),
      'instances[0].creations[0].name: must be a regular expression, not "("',
    ],
    [
      "a switch",
      withInstance({ behaviour: { total: "maybe" } }),
      'instances[0].behaviour.total: must be one of number, string, missing, not "maybe"',
    ],
    [
      "an engine version",
      withInstance({ engineVersion: "3.2" }),
      'instances[0].engineVersion: must be 4.8.0, or a version that starts with 5, not "3.2"',
    ],
    [
      "a topic's permission",
      withInstance({ metadata: { topics: ["a", { name: "b", permission: "both" }] } }),
      'instances[0].metadata.topics[1].permission: must be one of all, pub, sub, not "both"',
    ],
    [
      "a loss that is neither a topic nor a group",
      withInstance({ creations: [{ lost: [{ kind: "queue", name: "invoices" }] }] }),
      'instances[0].creations[0].lost[0].kind: must be one of topic, consumerGroup, not "queue"',
    ],
    [
      "an attribute of a topic on a group",
      withInstance({ creations: [{ altered: [{ kind: "consumerGroup", name: "billing", permission: "pub" }] }] }),
      "instances[0].creations[0].altered[0].permission: unknown key; valid keys: kind, name, enabled, broadcast, retryMaxTime, consumeOrderly",
    ],
    [
      "a broker",
      withInstance({ brokers: 2, creations: [{ lost: [{ kind: "topic", name: "orders", broker: "broker-2" }] }] }),
      'instances[0].creations[0].lost[0].broker: must be one of broker-0, broker-1, not "broker-2"',
    ],
    [
      "a loss that is not in the task",
      withInstance({ tasks: [{ ...task, lost: [{ kind: "topic", name: "order" }] }] }),
      'instances[0].tasks[0].lost[0].name: must be a topic of this task, or *, not "order"',
    ],
    [
      "a permission",
      { accessKeys: [{ accessKey: "A", secretKey: "s", deniedActions: ["dms:topic:lst"] }], projects, instances: [] },
      'accessKeys[0].deniedActions[0]: must be one of dms:instance:getMetadataMigrationTask, dms:instance:createMetadataMigrationTask, dms:instance:deleteMetadataMigrationTask, dms:instance:get, dms:instance:list, dms:topic:list, dms:topic:get, dms:group:list, dms:group:get, not "dms:topic:lst"',
    ],
    [
      "an access key of the metadata service",
      { accessKeys: [], projects, instances: [], ecsMetadata: { accessKeys: ["X"] } },
      'ecsMetadata.accessKeys[0]: must be one of this scenario\'s access keys, not "X"',
    ],
    [
      "a fault's count",
      { accessKeys: [], projects, instances: [], faults: [{ kind: "reset", count: "often" }] },
      'faults[0].count: must be a whole number of at least 1, or "always", not "often"',
    ],
  ];
  for (const [name, scenario, message] of mistakes) {
    it(`with a mistake names its path: ${name}`, () => {
      expect(() => readScenario(scenario))
        .to.throw(ValidationError)
        .with.property("message", message);
    });
  }

  it("can be changed in part while it runs", async () => {
    const emulator = await startEmulator();
    expect(() => emulator.scenario({ instances: [{ id, name: "" }] })).to.throw(
      'instances[0].name: must be a non-empty string, not ""',
    );
    expect(emulator.tasks(id)).to.have.length(63);
    emulator.scenario({ instances: [{ id, name: "anew", tasks: [{ name: "only", type: "rocketmq" }] }] });
    expect(emulator.tasks(id)).to.have.length(1);
    await emulator.close();
  });
});

/** A copy without the metadata of tasks, which get defaults when they are read. */
function withoutMetadata(scenario: unknown): unknown {
  return JSON.parse(
    JSON.stringify(scenario, (key, value) =>
      key === "tasks" ? value.map((one: object) => ({ ...one, metadata: undefined })) : value,
    ),
  );
}

function demo(): unknown {
  return JSON.parse(readFileSync(new URL("../../emulator/scenarios/demo.json", import.meta.url), "utf8"));
}
