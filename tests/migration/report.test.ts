import { expect } from "chai";
import type { Instance } from "../../emulator/src/index.ts";
import { makeReport, markdownOf, offsetMinutes, readReport, type Task } from "../../provider/src/migration/index.ts";
import { type Service, startService } from "./emulatorClient.ts";
import { TestClock } from "./testClock.ts";

const shop = "11111111-2222-4333-8444-555555555555";
const stock = "22222222-3333-4444-8555-666666666666";
const instances: Instance[] = [
  {
    id: shop,
    name: "shop",
    tasks: [
      { name: "orders", type: "rocketmq", status: "finished" },
      {
        name: "invoices",
        type: "rocketmq",
        timeline: [{ afterSeconds: 0, status: "failed" }],
        metadata: { topic_config_table: { a: { topic_name: "a" } } },
        failures: [{ kind: "topic", name: "a", reason: "the quota is used up" }],
      },
    ],
  },
  { id: stock, name: "stock", tasks: [{ name: "stock", type: "rabbitToRocket", status: "starting" }] },
];

describe("A migration report", () => {
  let clock: TestClock;
  let service: Service;

  beforeEach(async () => {
    clock = new TestClock();
    service = await startService(clock, ...instances);
  });
  afterEach(() => service.emulator.close());

  const read = (...ids: string[]) => clock.run(readReport(service.client, ids, { clock }));

  it("has the tasks of all instances, their names, and why tasks failed", async () => {
    const report = await read(shop, stock);
    expect(report.instances.map(({ instanceId, name }) => [instanceId, name])).to.deep.equal([
      [shop, "shop"],
      [stock, "stock"],
    ]);
    expect(report.tasks.map(({ instanceId, name }) => [instanceId, name])).to.deep.equal([
      [shop, "orders"],
      [shop, "invoices"],
      [stock, "stock"],
    ]);
    expect(report.counts).to.deep.equal({ creating: 0, starting: 1, failed: 1, finished: 1, unknown: 0 });
    expect(report.tasks[1]?.reason).to.match(/^Migration task "invoices" .* failed: topic a: the quota is used up\.$/);
    expect(report.tasks[1]?.failures).to.deep.equal([{ kind: "topic", name: "a", reason: "the quota is used up" }]);
  });

  it("is an error if one of the instances cannot be read, and reads an instance that is named twice once", async () => {
    const error = await read(shop, "99999999-9999-4999-8999-999999999999").catch((thrown: unknown) => thrown);
    expect(error).to.have.property("code", "SERVICE");
    expect((await read(shop, shop)).instances).to.have.length(1);
  });

  it("has no names where the user of the keys may not read instances", async () => {
    service.emulator.addFault({ kind: "http500", operation: "getInstance", count: "always" });
    const [instance] = (await read(shop)).instances;
    expect(instance).to.not.have.property("name");
  });

  it("says when the oldest reading was made", () => {
    const at = (observedAtMs: number) => ({ instanceId: shop, observedAtMs, tasks: [] });
    const report = makeReport([at(2000), at(1000)], { nowMs: 5000 });
    expect(report.observedAt).to.equal("1970-01-01T00:00:01.000Z");
  });
});

describe("A report in Markdown", () => {
  const task = (name: string, status: string): Task => ({
    id: `id-${name}`,
    name,
    status,
    type: "rocketmq",
    startDate: "",
  });
  const markdown = (...tasks: (Task & { reason?: string })[]) =>
    markdownOf(makeReport([{ instanceId: shop, observedAtMs: 0, tasks }], { nowMs: 0 }));

  it("sums up in a line, then lists failed tasks first with their cause", () => {
    expect(markdown(task("a", "finished"), { ...task("b", "failed"), reason: "No quota." })).to.equal(
      [
        "**1 of 2 finished, 1 failed**",
        "",
        "| Status | Task | Type | Started | Cause |",
        "| :-- | :-- | :-- | :-- | :-- |",
        "| ❌ failed | b | rocketmq |  | No quota. |",
        "| ✅ finished | a | rocketmq |  |  |",
        "",
        "Observed at 1970-01-01T00:00:00Z.",
        "",
      ].join("\n"),
    );
  });

  it("never shows an unknown status as finished", () => {
    expect(markdown(task("a", "paused"))).to.include('| ❓ in the unknown state "paused" | a |');
    expect(markdown(task("a", "paused"))).to.include("**0 of 1 finished, 1 in an unknown state**");
  });

  it("shows at most 50 tasks, and says how many there are besides", () => {
    const tasks = Array.from({ length: 60 }, (_, index) => task(`t${index}`, "finished"));
    expect(markdown(...tasks).match(/^\| ✅/gm)).to.have.length(50);
    expect(markdown(...tasks)).to.include("\nAnd 10 more.\n");
  });

  it("shows a hostile name as text on one line", () => {
    const hostile = "a|b\n| forged | <script>alert(1)</script> [x](javascript:y) `code` ::error:: https://evil.example";
    const lines = markdown(task(hostile, "finished")).split("\n");
    expect(lines).to.have.length(8);
    expect(lines[4]?.match(/(?<!\\)\|/g)).to.have.length(6);
    expect(lines[4]).to.not.match(/<script|(?<!\\)\[x|(?<!\\)`|:\/\//);
  });

  it("has no link or emoji from a name, and leaves times of day as they are", () => {
    const started = { ...task("www.evil.example :white_check_mark::+1: :100:", "starting"), startDate: "08:15:00" };
    expect(markdown(started)).to.include(
      "| www&#46;evil.example &#58;white\\_check\\_mark:&#58;\\+1: &#58;100: | rocketmq | 08:15:00 |",
    );
  });
});

describe("The service's time zone", () => {
  it("is an offset from UTC", () => {
    expect(["Z", "+08:00", "-05:30", "+14:00"].map(offsetMinutes)).to.deep.equal([0, 480, -330, 840]);
    for (const wrong of ["8", "+8:00", "Asia/Shanghai", "+15:00", "+01:60", ""]) {
      expect(offsetMinutes(wrong), wrong).to.equal(undefined);
    }
  });
});
