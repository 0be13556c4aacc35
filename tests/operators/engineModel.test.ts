import { expect } from "chai";
import { connectHere } from "./connection.ts";
import { EngineModel, type Operation, type StackState } from "./engineModel.ts";
import type { Edit, History, Resource, Step } from "./history.ts";
import { type EngineFactory, Operator, type Run } from "./play.ts";
import { openRealEngine } from "./realEngine.ts";
import { World } from "./world.ts";

const up = (more: Partial<Extract<Step, { do: "run" }>> = {}): Step => ({
  do: "run",
  kind: "up",
  targets: [],
  replaced: [],
  faults: [],
  course: "finishes",
  wrongProject: false,
  ...more,
});
const edit = (resource: number, change: Edit): Step => ({ do: "edit", resource, edit: change });
const set = (resource: number, change: Partial<Resource>): Step => edit(resource, { set: change });

/** Chosen so that each way of the engine is taken once: same, update, both replacements, cut off, dropped, targeted. */
const histories: Readonly<Record<string, readonly Step[]>> = {
  "nothing changed, a refresh, a destruction": [
    up(),
    up(),
    up({ kind: "preview" }),
    up({ kind: "refresh" }),
    up({ kind: "destroy" }),
  ],
  "a failure, waited for again and then replaced": [
    set(1, { isPresent: false }),
    up({ course: "fails" }),
    up(),
    set(0, { overwrite: true }),
    up(),
    up(),
  ],
  "a replacement that fails, and is taken back": [
    set(1, { isPresent: false }),
    up(),
    set(0, { migrates: "users" }),
    up({ course: "fails" }),
    set(0, { migrates: "orders" }),
    up(),
    up(),
  ],
  "a name of its own, deleted first, and cut off": [
    set(1, { isPresent: false }),
    set(0, { taskName: "own-task" }),
    up(),
    set(0, { migrates: "users" }),
    up({ faults: [{ kind: "http500", operation: "createTask", count: 1 }] }),
    up({ kind: "preview" }),
    up(),
    up(),
  ],
  "a forced replacement, and one without metadata that is read": [
    up(),
    up({ replaced: [0] }),
    set(0, { ignoreChanges: ["topics"], migrates: "users" }),
    up(),
    up({ replaced: [0], targets: [0] }),
  ],
  "renamed with an alias and without, and dropped": [
    up(),
    edit(0, { rename: "with alias" }),
    edit(1, { rename: "without alias" }),
    up(),
    set(0, { isPresent: false }),
    up(),
  ],
  "another project in the configuration, and the right one again": [
    up(),
    up({ wrongProject: true }),
    up({ kind: "refresh" }),
    up(),
    up(),
  ],
  "a target, an unknown one, and a record that was purged": [
    up({ targets: [0] }),
    { do: "purge", resource: 0 },
    up({ targets: [1] }),
    up(),
    set(1, { waitForCompletion: false }),
    up(),
  ],
};

/** What must be alike: the calls for each resource in their order, and what becomes of the state. */
function likeness({ outcome }: Run): object {
  const name = (urn: string): string => urn.split("::").slice(3).join("::");
  const calls: Record<string, string[]> = {};
  for (const { rpc, urn, answer } of outcome.calls) {
    calls[name(urn)] = [...(calls[name(urn)] ?? []), `${rpc} ${answer}`];
  }
  const entries = outcome.state.entries.map((entry) =>
    [
      name(entry.urn),
      entry.outputs.status,
      ...(entry.delete ? ["pending deletion"] : []),
      ...(entry.pendingReplacement ? ["pending replacement"] : []),
      ...(entry.initErrors.length > 0 ? ["not as it should be"] : []),
      ...(entry.refreshBeforeUpdate ? ["read before updates"] : []),
    ].join(", "),
  );
  return { succeeded: outcome.succeeded, calls, entries: entries.sort() };
}

async function take(projectIn: History["projectIn"], steps: readonly Step[], engine: EngineFactory): Promise<object[]> {
  const world = await World.open();
  try {
    const operator = new Operator(world, projectIn, engine, { create: 900, update: 900, delete: 900 });
    for (const step of steps) await operator.take(step);
    return operator.runs.map(likeness);
  } finally {
    await world.close();
  }
}

const model: EngineFactory = (before: StackState, operation: Operation) =>
  new EngineModel(before, operation, async () => connectHere());

/** An engine takes seconds: only a large run compares them all. */
const isLarge = process.env.OPERATOR_RUNS !== undefined;
const always = ["a name of its own, deleted first, and cut off", "renamed with an alias and without, and dropped"];

describe("The model of the engine", () => {
  for (const [title, steps] of Object.entries(histories)) {
    if (!isLarge && !always.includes(title)) continue;
    it(`makes the calls that the engine makes, and leaves the same state: ${title}`, async function () {
      this.timeout(180_000);
      const real = await openRealEngine();
      try {
        expect(await take("configuration", steps, model)).to.deep.equal(
          await take("configuration", steps, real.factory),
        );
      } finally {
        await real.close();
      }
    });
  }
});
