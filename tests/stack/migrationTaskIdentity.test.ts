import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";
import { defaultAccessKey, defaultProjectId, defaultScenario, defaultSecretKey } from "../../emulator/src/index.ts";
import { type Bench, openBench, type TestStack } from "./bench.ts";

const otherProjectId = "fedcba9876543210fedcba9876543210";
const definitionsFile = join(import.meta.dirname, "..", "fixtures", "exports", "rabbitmq-definitions-one-vhost.json");
const finished = { timeline: [{ afterSeconds: 0, status: "finished" }] };
const failing = { ...finished, failures: [{ kind: "topic" as const, name: "bad", reason: "no room" }] };

/** A resource of the program of a test. */
interface Move extends Partial<rocketmq.MigrationTaskArgs> {
  readonly resource?: string;
  readonly options?: pulumi.CustomResourceOptions;
}

describe("A migration, whatever an operator does", function () {
  this.timeout(240_000);
  let bench: Bench;
  let instances = 0;
  before(async () => {
    bench = await openBench();
  });
  after(() => bench.close());

  /** An instance of its own, a stack whose program can be changed, and what happened at the service. */
  const open = async (first: readonly Move[], settings: Parameters<Bench["stack"]>[1] = {}) => {
    instances += 1;
    const instanceId = `00000000-0000-4000-9000-${String(instances).padStart(12, "0")}`;
    const project = {
      projects: [
        { id: defaultProjectId, name: "cn-north-4" },
        { id: otherProjectId, name: "other" },
      ],
    };
    bench.emulator.scenario({
      ...project,
      instances: [
        {
          id: instanceId,
          name: "target",
          metadata: { topics: ["bad"] },
          creations: [{ name: "-bad", ...failing }, finished],
        },
      ],
    });
    const world = { moves: first };
    const stack: TestStack = await bench.stack(async () => {
      const made = world.moves.map(
        ({ resource = "move", options, ...args }) =>
          new rocketmq.MigrationTask(resource, { instanceId, ...args }, options),
      );
      return { names: pulumi.all(made.map(({ name }) => name)), status: made[0]?.status };
    }, settings);
    return {
      ...stack,
      instanceId,
      program: (...moves: Move[]) => {
        world.moves = moves;
      },
      /** Names of the tasks that exist, the newest first. */
      names: () => bench.emulator.tasks(instanceId).map(({ name }) => name),
      /** How many migrations were submitted on the instance so far, accepted or not. */
      runs: () =>
        bench.emulator.requests.filter(({ operation, path }) => operation === "createTask" && path.includes(instanceId))
          .length,
      purge: () => {
        for (const { id } of bench.emulator.tasks(instanceId)) bench.emulator.removeTask(instanceId, id);
      },
      urn: async (resource = "move") =>
        new RegExp(`"urn": ?"([^"]*MigrationTask::${resource})"`).exec(await stack.state())?.[1] ?? "",
    };
  };
  const ok = (outcome: { succeeded: boolean; terminal: string; changes: Readonly<Record<string, number>> }) => {
    expect(outcome.succeeded, outcome.terminal).to.equal(true);
    return outcome.changes;
  };

  it("is not run again when its record is purged: refresh warns, up changes nothing, destroy is content", async () => {
    const stack = await open([{ topics: [{ name: "orders" }], overwrite: true }]);
    ok(await stack.up());
    stack.purge();
    const refreshed = await stack.refresh();
    ok(refreshed);
    expect(refreshed.terminal).to.match(
      /The record of migration task "move-[0-9a-f]{8}" \([0-9a-f-]+\) no longer exists at the service\. The task has finished, so the resource is kept and the migration is not run again\./,
    );
    expect(ok(await stack.up())).to.deep.equal({ same: 2 });
    expect((await stack.up()).terminal).to.not.contain("no longer exists");
    expect(stack.runs()).to.equal(1);
    ok(await stack.destroy());
  });

  it("keeps its record when its resource is renamed without an alias, also if that update fails half-way", async () => {
    const topics = [{ name: "orders" }];
    const stack = await open([{ name: "mine", topics }]);
    ok(await stack.up());
    stack.program(
      { resource: "renamed", name: "mine", topics },
      { resource: "broken", name: "it-bad", topics: [{ name: "bad" }] },
    );
    expect((await stack.up()).succeeded).to.equal(false);
    stack.program({ resource: "renamed", name: "mine", topics });
    ok(await stack.up());
    ok(await stack.refresh());
    expect(ok(await stack.up())).to.deep.equal({ same: 2 });
    expect(stack.names()).to.deep.equal(["mine"]);
    expect(stack.runs()).to.equal(2);
  });

  it("is one migration although its resource is renamed without an alias and has a made name", async () => {
    const topics = [{ name: "orders" }];
    const stack = await open([{ topics }]);
    ok(await stack.up());
    const [name] = stack.names();
    stack.program({ resource: "renamed", topics });
    ok(await stack.up());
    ok(await stack.refresh());
    expect(ok(await stack.up())).to.deep.equal({ same: 2 });
    expect(stack.names()).to.deep.equal([name]);
    expect(stack.runs()).to.equal(1);
    ok(await stack.destroy());
    expect(stack.names()).to.deep.equal([]);
  });

  it("follows a renamed resource when its record is purged, and when its name is no longer given", async () => {
    const topics = [{ name: "orders" }];
    const purged = await open([{ topics, overwrite: true }]);
    ok(await purged.up());
    purged.purge();
    ok(await purged.refresh());
    purged.program({ resource: "renamed", topics, overwrite: true });
    ok(await purged.up());
    expect(ok(await purged.up())).to.deep.equal({ same: 2 });
    expect(purged.runs()).to.equal(1);

    const named = await open([{ name: "mine", topics, overwrite: true }]);
    ok(await named.up());
    named.program({ topics, overwrite: true });
    expect(ok(await named.up())).to.deep.equal({ same: 2 });
    named.program({ resource: "renamed", topics, overwrite: true });
    ok(await named.up());
    expect(ok(await named.up())).to.deep.equal({ same: 2 });
    expect([named.runs(), named.names()]).to.deep.equal([1, ["mine"]]);
  });

  it("stays finished, no matter what the service reports later", async () => {
    const stack = await open([{ topics: [{ name: "orders" }], overwrite: true }]);
    ok(await stack.up());
    bench.emulator.setStatus(stack.instanceId, stack.names()[0] ?? "", "archived");
    const refreshed = await stack.refresh();
    ok(refreshed);
    expect(refreshed.terminal).to.contain('had finished, but the service now reports "archived".');
    stack.purge();
    ok(await stack.refresh());
    expect(ok(await stack.up())).to.deep.equal({ same: 2 });
    expect(stack.runs()).to.equal(1);
  });

  it("keeps the record that another stack made, when what has adopted it is renamed and destroyed", async () => {
    const topics = [{ name: "orders" }];
    const maker = await open([{ name: "mine", topics }]);
    ok(await maker.up());
    const { instanceId } = maker;
    const resources = ["adopter"];
    const adopter = await bench.stack(async () => {
      for (const resource of resources) new rocketmq.MigrationTask(resource, { instanceId, name: "mine", topics });
    });
    ok(await adopter.up());
    resources[0] = "renamed";
    ok(await adopter.up());
    ok(await adopter.destroy());
    expect(maker.names()).to.deep.equal(["mine"]);
    expect(ok(await maker.up())).to.deep.equal({ same: 2 });
  });

  it("belongs to one resource: a second one of the same name is refused, with the URN of the first", async () => {
    const topics = [{ name: "orders" }];
    const stack = await open([
      { resource: "first", name: "mine", topics },
      { resource: "second", name: "mine", topics },
    ]);
    const previewed = await stack.preview();
    expect(previewed.succeeded).to.equal(false);
    expect(previewed.terminal).to.match(/The name "mine" is used by resource "(first|second)"/);
    stack.program({ resource: "first", name: "mine", topics });
    ok(await stack.up());
    expect(stack.names()).to.deep.equal(["mine"]);
  });

  it("stays in state when the environment names another project: refresh, destroy and up name both projects", async () => {
    const environment: Record<string, string> = { HW_PROJECT_ID: defaultProjectId };
    const stack = await open([{ topics: [{ name: "orders" }] }], {
      config: { "huaweicloud-rocketmq:projectId": undefined },
      environment,
    });
    ok(await stack.up());
    const state = await entries(stack);
    stack.stack.workspace.envVars.HW_PROJECT_ID = otherProjectId;
    for (const operation of [stack.refresh, stack.destroy]) {
      const outcome = await operation();
      expect(outcome.succeeded).to.equal(false);
      expect(outcome.terminal).to.contain(defaultProjectId).and.to.contain(otherProjectId);
    }
    expect(await entries(stack)).to.deep.equal(state);
    stack.stack.workspace.envVars.HW_PROJECT_ID = defaultProjectId;
    expect(ok(await stack.up())).to.deep.equal({ same: 2 });
    expect(stack.runs()).to.equal(1);
    expect(stack.names()).to.have.length(1);
  });

  it("goes on with new keys, although the engine reads with those of the last update first", async () => {
    const keys = (secretKey: string) => ({
      "huaweicloud-rocketmq:accessKey": { value: defaultAccessKey, secret: true },
      "huaweicloud-rocketmq:secretKey": { value: secretKey, secret: true },
    });
    const stack = await open([{ topics: [{ name: "orders" }] }]);
    await stack.stack.setAllConfig(keys(defaultSecretKey));
    ok(await stack.up());
    // The old keys are in state, and the engine reads with them before it knows the new ones.
    const { accessKeys } = defaultScenario;
    bench.emulator.scenario({ accessKeys: accessKeys.map((key) => ({ ...key, secretKey: "rotated" })) });
    try {
      await stack.stack.setAllConfig(keys("rotated"));
      const rotated = await stack.up();
      ok(rotated);
      expect(rotated.terminal).to.contain("could not be read, so its state was kept.").and.to.contain("APIGW.0301");
      const next = await stack.up();
      expect(ok(next)).to.deep.equal({ same: 2 });
      expect(next.terminal).to.not.contain("was not read");
      expect(stack.runs()).to.equal(1);
    } finally {
      bench.emulator.scenario({ accessKeys });
    }
  });

  it("takes the content of a file in place of its path, and shows nothing of it", async () => {
    const content = readFileSync(join(definitionsFile, "..", "rabbitmq-definitions.json"), "utf8");
    const hash = /"password_hash": *"([^"]+)"/.exec(content)?.[1] ?? "no hash";
    const stack = await open([{ definitionsFile: content }]);
    const outcome = await stack.preview();
    expect(outcome.succeeded).to.equal(false);
    expect(outcome.terminal).to.contain("definitionsFile: Must be the path of a file, but is the content of one");
    expect(outcome.terminal + JSON.stringify(outcome.events))
      .to.not.contain(hash)
      .and.to.not.contain("password_hash");
  });

  it("is left alone with ignoreChanges on its file, or on everything, also when the file changes", async () => {
    const file = { definitionsFile, vhost: "shop" };
    const stack = await open([{ ...file, options: { ignoreChanges: ["definitionsFile"] } }]);
    ok(await stack.up());
    expect(ok(await stack.up())).to.deep.equal({ same: 2 });
    stack.program({
      definitionsFile: "/no/such/file.json",
      vhost: "shop",
      options: { ignoreChanges: ["definitionsFile"] },
    });
    expect(ok(await stack.up())).to.deep.equal({ same: 2 });
    stack.program({ ...file, overwrite: true, options: { ignoreChanges: ["*"] } });
    expect(ok(await stack.up())).to.deep.equal({ same: 2 });
    expect(stack.runs()).to.equal(1);
  });

  it("runs again with --replace or changed triggers, under a new name, and is found after the state was lost", async () => {
    const stack = await open([{ topics: [{ name: "bad" }], overwrite: true, resource: "so-bad" }]);
    expect((await stack.up()).succeeded).to.equal(false);
    const [first = ""] = stack.names();
    expect((await stack.up({ replace: [await stack.urn("so-bad")] })).succeeded).to.equal(false);
    expect(stack.names()).to.deep.equal([`${first}-2`, first]);
    expect(stack.runs()).to.equal(2);

    // The cause is gone: the failed tasks stay failed, until the program asks for another run.
    const [second = ""] = stack.names();
    for (const name of [first, second])
      expect(bench.emulator.tasks(stack.instanceId).find((task) => task.name === name)?.status).to.equal("failed");
    stack.program({
      topics: [{ name: "good" }],
      overwrite: true,
      triggers: ["cause fixed"],
      resource: "now-good",
      options: { aliases: [{ name: "so-bad" }] },
    });
    ok(await stack.up());
    expect(stack.runs()).to.equal(3);
    const [third = ""] = stack.names();
    expect(third).to.match(/^now-good-[0-9a-f]{8}-3$/);
    expect(stack.names()).to.deep.equal([third]);
    ok(await stack.up({ replace: [await stack.urn("now-good")] }));
    expect(stack.runs()).to.equal(4);
    expect(stack.names()).to.deep.equal([third.replace(/3$/, "4")]);
    expect(ok(await stack.up())).to.deep.equal({ same: 2 });

    await stack.stack.importStack(await withoutTasks(stack));
    const found = await stack.up();
    expect(ok(found)).to.deep.equal({ create: 1, same: 1 });
    expect(found.terminal).to.contain(`Adopted migration task "${third.replace(/3$/, "4")}"`);
    expect(stack.runs()).to.equal(4);
    ok(await stack.up({ replace: [await stack.urn("now-good")] }));
    expect(stack.names()).to.deep.equal([third.replace(/3$/, "5")]);
    expect(stack.runs()).to.equal(5);
  });

  it("takes the finished task of before when a change that failed is taken back", async () => {
    const good = { topics: [{ name: "orders" }] };
    const stack = await open([good]);
    ok(await stack.up());
    const [first] = stack.names();
    stack.program({ ...good, topics: [{ name: "bad" }] });
    expect((await stack.up()).succeeded).to.equal(false);
    expect(stack.names(), "not deleted before its replacement has finished").to.contain(first);
    stack.program(good);
    const taken = await stack.up();
    ok(taken);
    expect(taken.terminal).to.contain(`Adopted migration task "${first}"`);
    expect(stack.names()).to.deep.equal([first]);
    expect(ok(await stack.up())).to.deep.equal({ same: 2 });
    expect(stack.runs()).to.equal(2);
  });

  it("with an explicit name runs again with --replace, and says at preview what retainOnDelete would break", async () => {
    const stack = await open([
      { name: "mine", overwrite: true, topics: [{ name: "orders" }], options: { retainOnDelete: true } },
    ]);
    ok(await stack.up());
    stack.program({ name: "mine", overwrite: true, topics: [{ name: "prices" }], options: { retainOnDelete: true } });
    const previewed = await stack.preview();
    ok(previewed);
    expect(previewed.terminal).to.contain('With retainOnDelete it keeps the name, and the new task is named "mine-2"');
    ok(await stack.up());
    expect(stack.names()).to.deep.equal(["mine-2", "mine"]);
    ok(await stack.up({ replace: [await stack.urn()] }));
    expect(stack.names()).to.deep.equal(["mine-3", "mine-2", "mine"]);
    expect(ok(await stack.up())).to.deep.equal({ same: 2 });
    expect(stack.runs()).to.equal(3);
  });

  it("is previewed as far as it is known, and a preview fails only where an update would", async () => {
    const file = { definitionsFile, vhost: "shop" };
    const stack = await open([{ name: "mine", ...file }]);
    ok(await stack.up());
    // The same task for a stack that does not know it, with a file and a flag that are known only after another task.
    const { instanceId } = stack;
    const other = await bench.stack(async () => {
      const first = new rocketmq.MigrationTask("first", { instanceId, topics: [{ name: "orders" }] });
      const known = <T>(value: T) => first.taskId.apply(() => value);
      new rocketmq.MigrationTask("file", {
        instanceId,
        name: "mine",
        definitionsFile: known(definitionsFile),
        vhost: "shop",
      });
      const flag = new rocketmq.MigrationTask("flag", {
        instanceId,
        topics: [{ name: "prices" }],
        overwrite: known(true),
      });
      return { name: flag.name, type: flag.type };
    });
    const previewed = await other.preview();
    ok(previewed);
    const outputs = (name: string) => {
      const events = previewed.events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata ?? []);
      return events.find(({ urn }) => urn.endsWith(`::${name}`))?.new?.outputs;
    };
    expect(outputs("file")).to.not.have.property("type");
    expect(outputs("flag")).to.include({ type: "rocketmq" });
    expect(outputs("flag")?.name).to.match(/^flag-[0-9a-f]{8}$/);
    const created = await other.up();
    ok(created);
    expect(created.outputs.name?.value).to.equal(outputs("flag")?.name);
    expect(stack.runs()).to.equal(3);
  });

  it("waits until a running task has ended before its record is deleted, and before another one is submitted", async () => {
    const stack = await open([{ topics: [{ name: "orders" }], waitForCompletion: false }]);
    const running = {
      timeline: [
        { afterSeconds: 0, status: "starting" },
        { afterSeconds: 8, status: "finished" },
      ],
    };
    bench.emulator.scenario({ instances: [{ id: stack.instanceId, name: "target", creations: [running] }] });
    ok(await stack.up());
    stack.program({ topics: [{ name: "prices" }], waitForCompletion: false });
    bench.emulator.setBehaviour(stack.instanceId, { deletedStaysFor: 2 });
    const replaced = await stack.up();
    ok(replaced);
    const operations = bench.emulator.requests
      .filter(({ path }) => path.includes(stack.instanceId))
      .map(({ operation }) => operation);
    expect(operations.filter((operation) => operation === "createTask" || operation === "deleteTasks")).to.deep.equal([
      "createTask",
      "deleteTasks",
      "createTask",
    ]);
    expect(replaced.terminal).to.match(/waiting for|starting/);
    const deadline = { customTimeouts: { delete: "1s" } };
    stack.program({ topics: [{ name: "prices" }], waitForCompletion: false, options: deadline });
    ok(await stack.up());
    // It stays in this status, however long the machine takes.
    const [task] = bench.emulator.tasks(stack.instanceId);
    bench.emulator.setStatus(stack.instanceId, task?.id ?? "", "starting");
    const destroyed = await stack.destroy();
    expect(destroyed.succeeded).to.equal(false);
    expect(destroyed.terminal).to.contain("was not deleted, because it has not ended");
  });

  it("waits after an interruption as long as the create may, and imports a running task without a change", async () => {
    const running = { timeline: [{ afterSeconds: 0, status: "starting" }] };
    const stack = await open([
      { topics: [{ name: "orders" }], overwrite: true, options: { customTimeouts: { create: "3s" } } },
    ]);
    bench.emulator.scenario({ instances: [{ id: stack.instanceId, name: "target", creations: [running] }] });
    for (let wait = 1; wait <= 2; wait += 1) {
      const outcome = await stack.up();
      expect(outcome.succeeded).to.equal(false);
      // The submission is a part of the three seconds.
      expect(outcome.terminal).to.match(/Timed out after [23] s/);
    }
    const id = `${stack.instanceId}/${bench.emulator.tasks(stack.instanceId)[0]?.id}`;
    const importing = await bench.stack(async () => {
      new rocketmq.MigrationTask(
        "imported",
        { instanceId: stack.instanceId, topics: [{ name: "orders" }], overwrite: true, waitForCompletion: false },
        { import: id },
      );
    });
    const imported = await importing.up();
    expect(ok(imported)).to.deep.equal({ create: 1, import: 1 });
    expect(ok(await importing.up())).to.deep.equal({ same: 2 });
  });
});

/** The stack's state without its migration tasks, as `pulumi state delete` leaves it. */
async function withoutTasks({ stack }: TestStack) {
  const exported = await stack.exportStack();
  const { resources } = exported.deployment as { resources: { type: string }[] };
  exported.deployment.resources = resources.filter(({ type }) => !type.endsWith(":MigrationTask"));
  return exported;
}

/** What the state has, as far as a provider decides it. */
async function entries({ stack }: TestStack) {
  const { resources } = (await stack.exportStack()).deployment as {
    resources: { urn: string; id?: string; outputs?: object }[];
  };
  return resources.map(({ urn, id, outputs }) => ({ urn, id, outputs }));
}
