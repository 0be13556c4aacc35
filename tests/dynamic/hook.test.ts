import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { type MigrationFinishedArgs, migrationFinished } from "pulumi-huaweicloud-rocketmq/dynamic";
import { defaultAccessKey, defaultSecretKey, type Scenario, type Task } from "../../emulator/src/index.ts";
import { type Bench, type Outcome, openBench } from "../stack/bench.ts";

const instanceId = "11111111-2222-4333-8444-555555555555";
const config = {
  "huaweicloud-rocketmq:accessKey": { secret: defaultAccessKey },
  "huaweicloud-rocketmq:secretKey": { secret: defaultSecretKey },
};
const moving: Task = { name: "orders", type: "rocketmq", status: "starting" };
const failing: Task = {
  ...moving,
  status: "failed",
  failures: [{ kind: "topic", name: "orders-eu", reason: "the topic quota is used up" }],
};

describe("The hook migrationFinished", function () {
  this.timeout(120_000);
  let bench: Bench;
  async function open(...tasks: Task[]) {
    const scenario: Scenario = {
      accessKeys: [{ accessKey: defaultAccessKey, secretKey: defaultSecretKey }],
      projects: [{ id: "0123456789abcdef0123456789abcdef", name: "cn-north-4" }],
      instances: [{ id: instanceId, name: "shop", tasks }],
    };
    bench = await openBench({ scenario });
  }
  afterEach(() => bench.close());

  const held = (args: MigrationFinishedArgs) => ({ hooks: { beforeCreate: [migrationFinished(args)] } });
  const polls = () => bench.emulator.requests.filter(({ operation }) => operation === "listTasks").length;
  const order = ({ events }: Outcome) =>
    events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata.urn.split("::").at(-1) ?? []);

  it("holds back one resource and what depends on it, but no others, and nothing in a preview", async () => {
    await open(moving);
    const { preview, up } = await bench.stack(
      async () => {
        const hook = { ...held({ instanceId, taskNames: ["orders"], pollIntervalSeconds: 0.2 }) };
        const switched = new pulumi.Stash("switched", { input: "consumers" }, hook);
        new pulumi.Stash("after", { input: switched.output });
        const sibling = new pulumi.Stash("sibling", { input: 1 });
        // The task finishes only after the sibling exists and the hook has polled twice.
        sibling.id.apply(() => {
          const timer = setInterval(() => {
            if (polls() < 2) return;
            bench.emulator.setStatus(instanceId, "orders", "finished");
            clearInterval(timer);
          }, 10);
        });
      },
      { config },
    );
    const previewed = await preview();
    expect(previewed.succeeded, previewed.terminal).to.equal(true);
    expect(previewed.changes).to.deep.equal({ create: 4 });
    expect(polls()).to.equal(0);

    const first = await up();
    expect(first.succeeded, first.terminal).to.equal(true);
    const created = order(first);
    expect(created.indexOf("sibling")).to.be.below(created.indexOf("switched"));
    expect(created.indexOf("switched")).to.be.below(created.indexOf("after"));
    expect(first.terminal).to.match(/Stash switched creating .*task starting/);
    expect(first.terminal).to.match(/Stash switched created .*Released after \d+ s/);

    const before = polls();
    expect((await up()).changes).to.deep.equal({ same: 4 });
    expect(polls()).to.equal(before);
  });

  it("does not create the resource if a migration fails, says why, and waits again next time", async () => {
    await open(failing);
    const { up, state } = await bench.stack(
      async () => {
        new pulumi.Stash("switched", { input: "consumers" }, held({ instanceId }));
        new pulumi.Stash("sibling", { input: 1 });
      },
      { config },
    );
    const first = await up({ continueOnError: true });
    expect(first.succeeded).to.equal(false);
    expect(first.terminal).to.contain("topic orders-eu: the topic quota is used up");
    expect(order(first)).to.include("sibling").and.not.to.include("switched");
    expect(await state()).not.to.contain("::switched");

    bench.emulator.setStatus(instanceId, "orders", "finished");
    const second = await up();
    expect(second.succeeded, second.terminal).to.equal(true);
    expect(order(second)).to.include("switched");
  });

  it("times out", async () => {
    await open(moving);
    const { up } = await bench.stack(
      async () =>
        void new pulumi.Stash(
          "switched",
          { input: 1 },
          held({ instanceId, timeoutSeconds: 1, pollIntervalSeconds: 0.2 }),
        ),
      { config },
    );
    const { succeeded, terminal } = await up();
    expect(succeeded).to.equal(false);
    expect(terminal)
      .to.match(/after 1 s/)
      .and.to.match(/"orders".*starting/);
  });

  it("accepts outputs as arguments, even of resources that do not exist yet, and does not show secrets", async () => {
    await open({ ...failing, name: "swordfish" });
    const { preview, up } = await bench.stack(
      async () => {
        const source = new pulumi.Stash("source", { input: instanceId });
        const args = { instanceId: source.output as pulumi.Output<string>, taskNames: [pulumi.secret("swordfish")] };
        new pulumi.Stash("switched", { input: 1 }, { ...held(args), dependsOn: [source] });
      },
      { config },
    );
    const previewed = await preview();
    expect(previewed.succeeded, previewed.terminal).to.equal(true);
    const { succeeded, terminal } = await up();
    expect(succeeded).to.equal(false);
    expect(terminal).to.contain("the topic quota is used up").and.not.to.contain("swordfish");
  });

  it("reports invalid arguments in a preview", async () => {
    await open(moving);
    const { preview } = await bench.stack(
      async () => {
        const args = { instanceId: "mine", taskIds: ["a"], taskNames: ["b"], timeoutSeconds: 0 };
        new pulumi.Stash("switched", { input: 1 }, held(args));
      },
      { config },
    );
    const { succeeded, terminal } = await preview();
    expect(succeeded).to.equal(false);
    expect(terminal).to.contain("migrationFinished: instanceId: Must be an instance ID");
    expect(terminal).to.contain("timeoutSeconds: Must be a number from 1 to 2592000, but is 0.");
  });
});
