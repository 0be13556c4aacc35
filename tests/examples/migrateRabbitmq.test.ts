import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

const folder = join(import.meta.dirname, "..", "..", "examples", "migrate-rabbitmq");
const instanceId = "11111111-2222-3333-4444-555555555555";

/** What a mocked resource of each type returns besides its inputs. */
const answers: Readonly<Record<string, object>> = {
  "random:index/randomString:RandomString": { result: "k3x9w2ab" },
  "huaweicloud-rocketmq:index:MigrationTask": { taskId: "6cf4dcd3-8471-4139-8b5b-8a3a71f704c7", notMigrated: [] },
  "huaweicloud-rocketmq:index:MigrationGate": { releasedAt: "2026-01-23T08:15:00.000Z" },
};

// The plugin of @pulumi/random comes from Pulumi's downloads only, which are not reached everywhere: with Pulumi's mocks the
// program runs without any plugin. What the other resources do is tested on a real engine in tests/stack.
describe("examples/migrate-rabbitmq (with Pulumi's mocks)", () => {
  const registered: { type: string; name: string; inputs: Record<string, unknown> }[] = [];
  const startedIn = process.cwd();

  before(() => {
    process.chdir(folder);
    void pulumi.runtime.setMocks(
      {
        call: ({ inputs }) => inputs,
        newResource({ type, name, inputs }) {
          registered.push({ type, name, inputs });
          return { id: `${name}-id`, state: { ...inputs, ...answers[type] } };
        },
      },
      "migrate-rabbitmq",
      "test",
    );
    pulumi.runtime.setAllConfig({ "migrate-rabbitmq:instanceId": instanceId });
  });
  after(() => {
    process.chdir(startedIn);
  });

  it("names the task after what it migrates, and holds the consumers back", async () => {
    const program: typeof import("../../examples/migrate-rabbitmq/index.ts") = await import(join(folder, "index.ts"));
    await new Promise<void>((resolve) => pulumi.output(program.consumersOn).apply(() => resolve()));

    const inputsOf = (name: string) => registered.find((one) => one.name === name)?.inputs;
    expect(inputsOf("shop")).to.include({ instanceId, name: "shop-k3x9w2ab", definitionsFile: "definitions.json" });
    expect(inputsOf("suffix")?.keepers)
      .to.have.property("content")
      .that.matches(/^[0-9a-f]{64}$/);
    expect(inputsOf("all-of-rabbitmq")).to.include({ instanceId, taskType: "rabbitToRocket" });
    const order = registered.map(({ name }) => name);
    expect(order.indexOf("shop")).to.be.lessThan(order.indexOf("all-of-rabbitmq"));
    expect(order.indexOf("all-of-rabbitmq")).to.be.lessThan(order.indexOf("consumers"));
  });
});
