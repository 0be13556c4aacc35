import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { type MigrationFinishedArgs, migrationFinished } from "pulumi-huaweicloud-rocketmq/dynamic";
import { DEFAULT_ACCESS_KEY, DEFAULT_SECRET_KEY, type Scenario, type Task } from "../../emulator/src/index.ts";
import { type Bench, type Outcome, openBench } from "../stack/bench.ts";

const instanceId = "11111111-2222-4333-8444-555555555555";
const config = {
  "huaweicloud-rocketmq:accessKey": { secret: DEFAULT_ACCESS_KEY },
  "huaweicloud-rocketmq:secretKey": { secret: DEFAULT_SECRET_KEY },
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
      accessKeys: [{ accessKey: DEFAULT_ACCESS_KEY, secretKey: DEFAULT_SECRET_KEY }],
      projects: [{ id: "0123456789abcdef0123456789abcdef", name: "cn-north-4" }],
      instances: [{ id: instanceId, name: "shop", tasks }],
    };
    bench = await openBench({ scenario });
  }
  afterEach(() => bench.close());

  const held = (args: MigrationFinishedArgs) => ({ hooks: { beforeCreate: [migrationFinished(args)] } });
  const looks = () => bench.emulator.requests.filter(({ operation }) => operation === "listTasks").length;
  const order = ({ events }: Outcome) =>
    events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata.urn.split("::").at(-1) ?? []);

  it("holds back one resource and what depends on it, while the others go on, and not in a preview", async () => {
    await open(moving);
    const { preview, up } = await bench.stack(
      async () => {
        const hook = { ...held({ instanceId, taskNames: ["orders"], pollInterval: 0.2 }) };
        const switched = new pulumi.Stash("switched", { input: "consumers" }, hook);
        new pulumi.Stash("after", { input: switched.output });
        const sibling = new pulumi.Stash("sibling", { input: 1 });
        // The task is finished only after the sibling is there, and the hook has looked in vain.
        sibling.id.apply(() => {
          const timer = setInterval(() => {
            if (looks() < 2) return;
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
    expect(looks()).to.equal(0);

    const first = await up();
    expect(first.succeeded, first.terminal).to.equal(true);
    const created = order(first);
    expect(created.indexOf("sibling")).to.be.below(created.indexOf("switched"));
    expect(created.indexOf("switched")).to.be.below(created.indexOf("after"));
    expect(first.terminal).to.match(/Stash switched creating .*task starting/);
    expect(first.terminal).to.match(/Stash switched created .*Released after \d+ s/);

    const before = looks();
    expect((await up()).changes).to.deep.equal({ same: 4 });
    expect(looks()).to.equal(before);
  });

  it("lets the resource not be created when a migration failed, with the reason, and waits again next time", async () => {
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

  it("gives up when its time is up", async () => {
    await open(moving);
    const { up } = await bench.stack(
      async () =>
        void new pulumi.Stash("switched", { input: 1 }, held({ instanceId, timeoutSeconds: 1, pollInterval: 0.2 })),
      { config },
    );
    const { succeeded, terminal } = await up();
    expect(succeeded).to.equal(false);
    expect(terminal)
      .to.match(/after 1 s/)
      .and.to.match(/"orders".*starting/);
  });

  it("takes outputs as arguments, also of resources that are not there yet, and quotes no secret", async () => {
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

  it("tells bad arguments in a preview already", async () => {
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
