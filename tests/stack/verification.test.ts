import { expect } from "chai";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";
import { defaultInstanceId, emptyInstanceId, finishedInstanceId, type Instance } from "../../emulator/src/index.ts";
import { type Bench, openBench } from "./bench.ts";

const target = emptyInstanceId;
const unverified = defaultInstanceId;
const migrated = finishedInstanceId;
const later = "44444444-5555-4666-8777-888888888888";

const timeline = [
  { afterSeconds: 0, status: "starting" },
  { afterSeconds: 0.2, status: "finished" },
];
const lose = (name: string, topic: string) => ({ name, timeline, lost: [{ kind: "topic" as const, name: topic }] });

/** Every task here says that it has finished, and some have lost a topic. */
const instances: Instance[] = [
  { id: target, name: "target", creations: [lose("^strict", "orders"), lose("^lenient", "prices"), { timeline }] },
  { id: unverified, name: "unverified", creations: [lose("^silent", "mails")] },
  {
    id: migrated,
    name: "migrated",
    tasks: [
      {
        name: "moved",
        type: "rocketmq",
        status: "finished",
        metadata: { topic_config_table: { invoices: {}, receipts: {} } },
        lost: [{ kind: "topic", name: "invoices" }],
      },
    ],
  },
  { id: later, name: "later", creations: [{ timeline }] },
];

describe("A migration that says that it has finished, and lost a topic", function () {
  this.timeout(180_000);
  let bench: Bench;
  before(async () => {
    bench = await openBench();
    bench.emulator.scenario({ instances });
  });
  after(() => bench.close());

  const created = () => bench.emulator.tasks(later).map(({ name }) => name);
  const looks = (instanceId: string) =>
    bench.emulator.requests.filter(({ path }) => path.includes(instanceId) && /\/(topics|groups)$/.test(path)).length;

  /** A task or a gate in each mode, and for each of them a task that depends on it. */
  async function program() {
    const task = (name: string, instanceId: string, topic: string, verify?: "none" | "require") => {
      const topics = [{ name: topic }, { name: `${topic}-archive` }];
      return new rocketmq.MigrationTask(name, {
        instanceId,
        name: `${name}-task`,
        topics,
        ...(verify ? { verify } : {}),
      });
    };
    const gate = (name: string, verify?: "warn" | "require") =>
      new rocketmq.MigrationGate(name, { instanceId: migrated, taskNames: ["moved"], ...(verify ? { verify } : {}) });
    const upstream = {
      strict: task("strict", target, "orders", "require"),
      lenient: task("lenient", target, "prices"),
      silent: task("silent", unverified, "mails", "none"),
      strictGate: gate("strict-gate", "require"),
      lenientGate: gate("lenient-gate", "warn"),
      plainGate: gate("plain-gate"),
    };
    for (const [name, dependsOn] of Object.entries(upstream)) {
      const settings = { verify: "none", waitForCompletion: false } as const;
      new rocketmq.MigrationTask(
        `after-${name}`,
        { instanceId: later, name: `after-${name}`, topics: [{ name }], ...settings },
        { dependsOn },
      );
    }
    return {
      strict: upstream.strict.verification,
      lenient: upstream.lenient.verification,
      silent: upstream.silent.verification,
      before: upstream.lenient.countsBefore,
      strictGate: upstream.strictGate.verifications,
      plainGate: upstream.plainGate.verifications,
    };
  }

  it("holds back what depends on it with `require`, warns with `warn`, and is not looked at with `none`", async () => {
    const stack = await bench.stack(program);
    const first = await stack.up({ continueOnError: true });
    expect(first.succeeded).to.equal(false);
    const problem = (name: string, id: string | undefined, instanceId: string, topic: string) =>
      `Migration task "${name}" (${id}) has finished, but instance ${instanceId} does not have everything that it submitted. Missing: topic "${topic}".`;
    const idOf = (instanceId: string, name: string) =>
      bench.emulator.tasks(instanceId).find((task) => task.name === name)?.id;
    const strictProblem = problem("strict-task", idOf(target, "strict-task"), target, "orders");
    const gateProblem = problem("moved", idOf(migrated, "moved"), migrated, "invoices");
    expect(first.terminal).to.include(`error: 1 error occurred:\n    \t* ${strictProblem} Create what is missing`);
    expect(first.terminal).to.include(`error: ${gateProblem}`);
    expect(first.terminal).to.include(
      `warning: ${problem("lenient-task", idOf(target, "lenient-task"), target, "prices")}`,
    );
    expect(first.terminal).to.include(`warning: ${gateProblem}`);
    expect(first.terminal).to.not.include("mails");
    expect(looks(unverified)).to.equal(0);
    expect(created()).to.have.members(["after-lenient", "after-silent", "after-lenientGate", "after-plainGate"]);

    // The next update submits nothing and looks again.
    bench.emulator.clearRequests();
    bench.emulator.setTopic(target, { name: "orders" });
    bench.emulator.setTopic(migrated, { name: "invoices" });
    const second = await stack.up();
    expect(second.succeeded, second.terminal).to.equal(true);
    expect(bench.emulator.tasks(target)).to.have.lengthOf(2);
    expect(second.outputs.strict?.value).to.deep.include({ verdict: "verified", missing: [], different: [] });
    expect(second.outputs.strict?.value.counts).to.deep.include({ expected: 2, found: 2 });
    expect(second.outputs.lenient?.value).to.deep.include({
      verdict: "differs",
      missing: [{ kind: "topic", name: "prices" }],
    });
    expect(second.outputs.before?.value).to.have.all.keys("topics");
    expect(second.outputs.strictGate?.value[0]).to.include({ verdict: "verified", taskId: idOf(migrated, "moved") });
    expect(second.outputs).to.not.have.any.keys("silent", "plainGate");

    // What was verified stays verified, and what was only warned of is not warned of again.
    bench.emulator.clearRequests();
    bench.emulator.removeTopic(target, "orders");
    const third = await stack.up();
    expect(third.changes).to.deep.equal({ same: 13 });
    expect(third.terminal).to.not.include("has finished, but");
    expect(looks(target) + looks(migrated)).to.equal(0);
  });

  it("says in a preview what exists already, and that RabbitMQ metadata cannot be verified", async () => {
    const exists = await bench.stack(async () => {
      new rocketmq.MigrationTask("again", { instanceId: target, topics: [{ name: "prices-archive" }] });
    });
    const preview = await exists.preview();
    expect(preview.succeeded, preview.terminal).to.equal(true);
    expect(preview.terminal).to.include(
      `warning: Instance ${target} already has 1 of the 1 topics and consumer groups: topic "prices-archive". overwrite is false, so the migration fails on them.`,
    );

    const rabbit = await bench.stack(async () => {
      new rocketmq.MigrationTask("rabbit", { instanceId: target, vhosts: [{ name: "shop" }], verify: "require" });
    });
    const refused = await rabbit.preview();
    expect(refused.succeeded).to.equal(false);
    expect(refused.terminal).to.include("Cannot be `require` for RabbitMQ metadata");
  });
});
