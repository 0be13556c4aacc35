import { readFileSync } from "node:fs";
import { expect } from "chai";
import { DEFAULT_SCENARIO, readScenario, StrictJsonError, startEmulator } from "../../emulator/src/index.ts";

const projects = [{ id: "0123456789abcdef0123456789abcdef", name: "cn-north-4" }];
const id = "11111111-2222-4333-8444-555555555555";
const task = { name: "t", type: "rocketmq" };

function withInstance(instance: object): object {
  return { accessKeys: [], projects, instances: [{ id, name: "shop", ...instance }] };
}

describe("A scenario", () => {
  it("is read as it stands: the default one and the demo", () => {
    expect(readScenario(DEFAULT_SCENARIO)).to.deep.equal(DEFAULT_SCENARIO);
    expect(readScenario(demo())).to.deep.equal(demo());
  });

  it("for the demo shows both types, all four statuses, more than one page, and a task that moves on", async () => {
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
    ["no object", [], "the document: must be an object, not a list"],
    ["a missing part", { accessKeys: [], instances: [] }, "projects: is missing"],
    [
      "a key that is unknown",
      { accessKeys: [], projects, instances: [], acessKeys: [] },
      "acessKeys: is not known here; known are description, accessKeys, projects, domains, ecsMetadata, instances, faults, errorBody",
    ],
    [
      "a secret that is missing",
      { accessKeys: [{ accessKey: "A" }], projects, instances: [] },
      "accessKeys[0].secretKey: is missing",
    ],
    [
      "a project id",
      { accessKeys: [], projects: [{ id: "p", name: "n" }], instances: [] },
      'projects[0].id: must be 32 hex digits, not "p"',
    ],
    [
      "no project for an instance",
      { ...withInstance({}), projects: [] },
      "projects: must not be empty when there are instances",
    ],
    ["an instance id", withInstance({ id: "shop" }), 'instances[0].id: must be a UUID in lower case, not "shop"'],
    [
      "a project that is not there",
      withInstance({ projectId: "f".repeat(32) }),
      `instances[0].projectId: names no project of this scenario: ${"f".repeat(32)}`,
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
      "a name that is there twice",
      withInstance({ tasks: [task, task] }),
      "instances[0].tasks[1].name: is there twice: t",
    ],
    [
      "a status and a timeline",
      withInstance({ tasks: [{ ...task, status: "failed", timeline: [{ afterSeconds: 0, status: "failed" }] }] }),
      "instances[0].tasks[0].timeline: must not be there together with status",
    ],
    [
      "an empty timeline",
      withInstance({ tasks: [{ ...task, timeline: [] }] }),
      "instances[0].tasks[0].timeline[0].afterSeconds: must be 0",
    ],
    [
      "a timeline that goes back",
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
      "instances[0].creations[0].timeline[2].afterSeconds: must be more than 2",
    ],
    [
      "metadata of the other type",
      withInstance({ tasks: [{ ...task, metadata: { queues: [] } }] }),
      "instances[0].tasks[0].metadata.queues: does not belong to a rocketmq task; it has topic_config_table, subscription_group_table",
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
      "an access key of the metadata service",
      { accessKeys: [], projects, instances: [], ecsMetadata: { accessKeys: ["X"] } },
      "ecsMetadata.accessKeys[0]: names no access key of this scenario: X",
    ],
    [
      "a fault's count",
      { accessKeys: [], projects, instances: [], faults: [{ kind: "reset", count: "often" }] },
      'faults[0].count: must be a whole number of at least 1, not "often"',
    ],
  ];
  for (const [name, scenario, message] of mistakes) {
    it(`with a mistake names its place: ${name}`, () => {
      expect(() => readScenario(scenario))
        .to.throw(StrictJsonError)
        .with.property("message", message);
    });
  }

  it("can be changed in part, while it is played", async () => {
    const emulator = await startEmulator();
    expect(() => emulator.scenario({ instances: [{ id, name: "" }] })).to.throw(
      'instances[0].name: must be a string that is not empty, not ""',
    );
    expect(emulator.tasks(id)).to.have.length(63);
    emulator.scenario({ instances: [{ id, name: "anew", tasks: [{ name: "only", type: "rocketmq" }] }] });
    expect(emulator.tasks(id)).to.have.length(1);
    await emulator.close();
  });
});

function demo(): unknown {
  return JSON.parse(readFileSync(new URL("../../emulator/scenarios/demo.json", import.meta.url), "utf8"));
}
