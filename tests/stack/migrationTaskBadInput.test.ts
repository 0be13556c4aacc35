import { expect } from "chai";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";
import { emptyInstanceId } from "../../emulator/src/index.ts";
import { type Bench, openBench } from "./bench.ts";

const instanceId = emptyInstanceId;
const topics = [{ name: "orders" }];

/** A program's mistakes, and what the terminal says. The engine stops at the first; tests/package has the others. */
const mistakes: [program: () => void, said: string][] = [
  [
    () => {
      const binding = { vhost: "/", source: "x", destination: "q", destinationType: "queue" } as const;
      new rocketmq.MigrationTask("binding", { instanceId, vhosts: [{ name: "/" }], bindings: [binding] });
    },
    `'binding' has a problem: bindings[0].source: Binding "x -> q" in vhost "/" uses exchange "x", which is not declared in the vhost. Declare the exchange, or correct the name.`,
  ],
  [
    () => {
      new rocketmq.MigrationTask("missing", { instanceId, definitionsFile: "no-such-file.json" });
    },
    "'missing': property definitionsFile value {no-such-file.json} has a problem: Cannot read ",
  ],
  [
    () => {
      new rocketmq.MigrationGate("soon", { instanceId, pollIntervalSeconds: "soon" as unknown as number });
    },
    `'soon': property pollIntervalSeconds value {soon} has a problem: Must be a number from 0.1 to 3600, but is "soon". It is in seconds.`,
  ],
];

describe("Mistakes in a program", function () {
  this.timeout(120_000);
  let bench: Bench;
  before(async () => {
    bench = await openBench();
  });
  after(() => bench.close());

  it("are reported at preview, at their property, without a request to the service", async () => {
    let mistake = () => {};
    const { preview } = await bench.stack(async () => mistake());
    for (const [program, said] of mistakes) {
      mistake = program;
      const { succeeded, terminal } = await preview();
      expect(succeeded).to.equal(false);
      expect(terminal).to.contain(said);
    }
    expect(bench.emulator.requests).to.have.length(0);
  });

  it("such as a name that another task has are reported at preview as well", async () => {
    const taken = bench.emulator.addTask(instanceId, { name: "taken", type: "rocketmq", status: "finished" });
    const { preview, up } = await bench.stack(async () => {
      new rocketmq.MigrationTask("move", { instanceId, name: "taken", topics });
    });
    for (const outcome of [await preview(), await up()]) {
      expect(outcome.succeeded).to.equal(false);
      expect(outcome.terminal).to.match(
        new RegExp(
          `The name "taken" is taken on instance ${instanceId} by migration task ${taken} \\(finished, started .*\\): it migrates different metadata\\.`,
        ),
      );
    }
    expect(bench.emulator.requests.filter(({ method }) => method === "POST")).to.have.length(0);
  });
});
