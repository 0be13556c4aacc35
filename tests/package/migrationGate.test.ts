import { expect } from "chai";
import { type Properties, unknown } from "../../provider/src/package/definition/index.ts";
import { migrationGate } from "../../provider/src/package/migrationGate.ts";
import { OperationMemory } from "../../provider/src/package/operationMemory.ts";

const memory = new OperationMemory();

const instanceId = "22222222-3333-4444-8555-666666666666";

function check(news: Properties) {
  const given = { instanceId, ...news };
  return migrationGate.check({
    urn: "urn",
    olds: undefined,
    news: given,
    secrets: new Set(),
    memory,
  });
}

describe("A MigrationGate's check", () => {
  const refused: [what: string, news: Properties, property: string, reason: string][] = [
    [
      "an interval of 0",
      { pollIntervalSeconds: 0 },
      "pollIntervalSeconds",
      "Must be a number from 0.1 to 3600, but is 0. It is in seconds.",
    ],
    [
      "an interval as text",
      { pollIntervalSeconds: "soon" },
      "pollIntervalSeconds",
      'Must be a number from 0.1 to 3600, but is "soon". It is in seconds.',
    ],
    [
      "an empty list of IDs",
      { taskIds: [] },
      "taskIds",
      "Must be a list with at least one entry, but is an empty list. Omit it to wait for every task of the instance.",
    ],
    [
      "an empty list of names",
      { taskNames: [] },
      "taskNames",
      "Must be a list with at least one entry, but is an empty list. Omit it to wait for every task of the instance.",
    ],
    [
      "an empty list of statuses",
      { acceptStatuses: [] },
      "acceptStatuses",
      "Must be a list with at least one entry, but is an empty list. Omit it to accept finished tasks only.",
    ],
    [
      "an unknown status",
      { acceptStatuses: ["done"] },
      "acceptStatuses[0]",
      'Must be one of creating, starting, failed, finished, but is "done".',
    ],
    [
      "IDs with names",
      { taskIds: ["1"], taskNames: ["a"] },
      "taskNames",
      "Cannot be combined with taskIds: a gate selects tasks by ID, by name or by type. Remove one of the two.",
    ],
    [
      "names with a type",
      { taskNames: ["a"], taskType: "rocketmq" },
      "taskType",
      "Cannot be combined with taskNames: a gate selects tasks by ID, by name or by type. Remove one of the two.",
    ],
    [
      "an instance's name instead of its ID",
      { instanceId: "shop" },
      "instanceId",
      "Must be an instance ID, 32 hexadecimal digits in five groups like 11111111-2222-3333-4444-555555555555, but is \"shop\". The console shows it on the instance's page; it is not the instance's name.",
    ],
    ["another value of onNoMatch", { onNoMatch: "ignore" }, "onNoMatch", 'Must be one of fail, wait, but is "ignore".'],
    [
      "to require a verification of what cannot be verified",
      { taskType: "rabbitToRocket", verify: "require" },
      "verify",
      "Cannot be `require` for RabbitMQ metadata: Huawei does not publish how vhosts, exchanges, queues and bindings become topics, so nothing can be verified. " +
        "Use `warn`, which reports the numbers of topics and consumer groups before and after.",
    ],
    ["another value of recheck", { recheck: true }, "recheck", "Must be one of onChange, always, but is true."],
  ];
  for (const [what, news, property, reason] of refused) {
    it(`refuses ${what}`, async () => {
      expect((await check(news)).problems).to.deep.equal([{ property, reason }]);
    });
  }

  it("accepts unknown values, and fills in defaults", async () => {
    const { inputs, problems } = await check({ taskIds: [unknown], triggers: [unknown, { any: "thing" }] });
    expect(problems).to.deep.equal([]);
    expect(inputs).to.include({
      onNoMatch: "fail",
      failFast: true,
      pollIntervalSeconds: 10,
      recheck: "onChange",
      verify: "none",
    });
  });
});

describe("A MigrationGate's diff", () => {
  const released = { releasedAt: "2026-01-23T08:15:00.000Z" };
  const diff = async (oldOutputs: Properties, news: Properties = {}, olds: Properties = {}) => {
    const { changed, replaces, deleteBeforeReplace } = migrationGate.diff({
      urn: "urn",
      id: "gate",
      oldInputs: (await check(olds)).inputs,
      oldOutputs,
      newInputs: (await check(news)).inputs,
      memory,
    });
    expect(deleteBeforeReplace, "what depends on a gate is never torn down").to.equal(false);
    return { changed, replaces };
  };
  const replaced = (name: string) => ({ changed: [name], replaces: [name] });
  const changedInPlace = (...names: string[]) => ({ changed: names, replaces: [] });

  it("finds no change in a released gate", async () => {
    expect(await diff(released)).to.deep.equal(changedInPlace());
  });

  it("replaces a gate without a release in state", async () => {
    expect(await diff({})).to.deep.equal(replaced("releasedAt"));
    expect(await diff({}, { recheck: "always" }, { recheck: "always" })).to.deep.equal(replaced("releasedAt"));
  });

  it("replaces a gate when what it waits for or a trigger changes, and creates the new one first", async () => {
    expect(await diff(released, { triggers: [1, { a: 2 }] }, { triggers: [1, { a: 1 }] })).to.deep.equal(
      replaced("triggers"),
    );
    expect(await diff(released, { taskNames: ["b"] }, { taskNames: ["a"] })).to.deep.equal(replaced("taskNames"));
    expect(await diff(released, { taskIds: [unknown] }, { taskIds: ["a"] })).to.deep.equal(replaced("taskIds"));
    expect(await diff(released, { taskType: "rocketmq" })).to.deep.equal(replaced("taskType"));
    expect(await diff(released, { acceptStatuses: ["failed"] })).to.deep.equal(replaced("acceptStatuses"));
    expect(await diff(released, { instanceId: instanceId.replace("2", "3") })).to.deep.equal(replaced("instanceId"));
  });

  it("updates in place how it waits", async () => {
    const news = { onNoMatch: "wait", failFast: false, pollIntervalSeconds: 5, recheck: "always" };
    expect(await diff(released, news)).to.deep.equal(changedInPlace(...Object.keys(news)));
  });

  it("checks again on every update with recheck: always", async () => {
    expect(await diff(released, { recheck: "always" }, { recheck: "always" })).to.deep.equal(changedInPlace("recheck"));
  });
});
