import { expect } from "chai";
import fc from "fast-check";
import { dotenvOf } from "../../../provider/src/command/ci/dotenv.ts";
import { hostileNames, instanceId, resultOf, task } from "./result.ts";

/** Reads a report as GitLab does (Ci::ParseDotenvArtifactService), which refuses the whole of a file that breaks a rule. */
function parse(text: string): Record<string, string> {
  if (Buffer.byteLength(text) >= 5 * 1024) throw new Error("Dotenv Artifact Too Big");
  const lines = text.replace(/\n$/, "").split("\n");
  if (lines.length > 20) throw new Error("Dotenv files cannot have more than 20 variables");
  return Object.fromEntries(
    lines.map((line): [string, string] => {
      const [, name = "", value = ""] = /^([A-Za-z0-9_]+)=(.*)$/.exec(line) ?? [];
      if (name === "") throw new Error(`Invalid Format: ${line}`);
      return [name, value.trim()];
    }),
  );
}

describe("For GitLab, the variables of a wait", () => {
  it("say how it ended, and which tasks failed", () => {
    const tasks = [
      task("orders", "finished"),
      task("invoices", "failed"),
      task("refunds", "failed"),
      task("a", "paused"),
    ];
    expect(parse(dotenvOf(resultOf(tasks, { state: "failed" })))).to.deep.equal({
      ROCKETMQ_MIGRATION_STATE: "failed",
      ROCKETMQ_MIGRATION_EXIT_STATUS: "1",
      ROCKETMQ_MIGRATION_TOTAL: "4",
      ROCKETMQ_MIGRATION_FINISHED: "1",
      ROCKETMQ_MIGRATION_FAILED: "2",
      ROCKETMQ_MIGRATION_RUNNING: "0",
      ROCKETMQ_MIGRATION_UNKNOWN: "1",
      ROCKETMQ_MIGRATION_WAITED_SECONDS: "61",
      ROCKETMQ_MIGRATION_INSTANCE_ID: instanceId,
      ROCKETMQ_MIGRATION_FAILED_NAMES: "invoices,refunds",
      ROCKETMQ_MIGRATION_SKIP_REASON: "",
    });
  });

  it("contain nothing of a name that a shell, YAML or GitLab would interpret", () => {
    for (const name of hostileNames) {
      const text = dotenvOf(resultOf([task(name, "failed")], { state: "failed", skipReason: name }));
      const { ROCKETMQ_MIGRATION_FAILED_NAMES: names = "", ROCKETMQ_MIGRATION_SKIP_REASON: reason = "" } = parse(text);
      expect(names + reason).to.match(/^[\p{L}\p{M}\p{N} _.:/@+-]+$/u);
    }
  });

  it("fit into GitLab's limits, with whole names and the number of the others", () => {
    const tasks = Array.from({ length: 5000 }, (_, index) => task(`migration-of-queue-${index}`, "failed"));
    const { ROCKETMQ_MIGRATION_FAILED_NAMES: names = "" } = parse(dotenvOf(resultOf(tasks, { state: "failed" })));
    const list = names.split(",");
    expect(names.length).to.be.within(900, 1000);
    expect(list.at(-1)).to.equal(`and ${5000 - (list.length - 1)} more`);
    expect(list.at(-2)).to.match(/^migration-of-queue-\d+$/);
  });

  it("are accepted for any names and any reason", () => {
    const text = fc.string({ unit: "binary", maxLength: 2000 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 20 }), text, (names, skipReason) => {
        const tasks = names.map((name) => task(name, "failed"));
        parse(dotenvOf(resultOf(tasks, { state: "failed", skipReason })));
      }),
    );
  });
});
