import { expect } from "chai";
import type { Moment } from "../../../provider/src/cloud/clock.ts";
import type { Task } from "../../../provider/src/migration/index.ts";
import {
  decide,
  type GateDecision,
  type GateRules,
  noMemory,
} from "../../../provider/src/migration/waiting/gateDecision.ts";
import { defaultRules } from "./defaultRules.ts";

const everything: GateRules = {
  selection: { by: "all" },
  ...defaultRules,
};

/** Tasks of a snapshot, written `id status`, or `id/name status`. */
function tasks(...rows: string[]): Task[] {
  return rows.map((row) => {
    const [which = "", status = ""] = row.split(" ");
    const [id = "", name = id] = which.split("/");
    return { id, name, status, startDate: "", type: id.startsWith("r") ? "rabbitToRocket" : "rocketmq" };
  });
}

/** A moment of a clock whose wall clock is half a second ahead. */
function at(ms: number): Moment {
  return { ms, wallMs: ms + 500 };
}

/** What a gate decides on successive snapshots, ten seconds apart. */
function decisions(rules: Partial<GateRules>, ...snapshots: string[][]): GateDecision[] {
  let memory = noMemory;
  return snapshots.map((rows, index) => {
    const decision = decide({ ...everything, ...rules }, memory, {
      startedAt: at(index * 10_000),
      scope: "all",
      tasks: tasks(...rows),
    });
    memory = decision.memory;
    return decision;
  });
}

function states(rules: Partial<GateRules>, ...snapshots: string[][]): string[] {
  return decisions(rules, ...snapshots).map(({ state }) => state);
}

const ids = (...taskIds: string[]) => ({ selection: { by: "ids" as const, taskIds } });
const names = (...taskNames: string[]) => ({ selection: { by: "names" as const, taskNames } });
const wait = { onNoMatch: "wait" as const, onVanish: "wait" as const };

describe("A gate that requires a verification", () => {
  it("fails at the first poll that shows RabbitMQ metadata, which can never be verified", () => {
    const rules = { ...names("a", "r"), verify: "require" as const, onNoMatch: "wait" as const };
    expect(states(rules, ["a starting"], ["a starting", "r starting"])).to.deep.equal(["waiting", "failed"]);
    expect(states({ ...rules, verify: "warn" }, ["a starting", "r starting"])).to.deep.equal(["waiting"]);
  });
});

describe("decide", () => {
  it("releases when every task is finished, and not before", () => {
    expect(states({}, ["a starting", "b finished"], ["a finished", "b finished"])).to.deep.equal([
      "waiting",
      "released",
    ]);
  });

  for (const status of ["creating", "starting", "paused", "FINISHED", "finished ", "finish", ""]) {
    it(`never takes "${status}" for finished`, () => {
      const task = { id: "a", name: "a", status, startDate: "", type: "" };
      expect(decide(everything, noMemory, { startedAt: at(0), scope: "all", tasks: [task] }).state).to.equal("waiting");
    });
  }

  it("lets a new task replace a failed one of its name, even if a poll by ID for others showed the new one first", () => {
    const rules: GateRules = { ...everything, ...names("a", "b"), failFast: false };
    const polls = [
      { scope: "all" as const, tasks: tasks("1/a failed", "2/b starting") },
      { scope: new Set(["2", "3"]), tasks: tasks("3/a starting", "2/b starting") },
      { scope: "all" as const, tasks: tasks("3/a finished", "2/b finished") },
    ];
    let memory = noMemory;
    const decided = polls.map((poll, index) => {
      const decision = decide(rules, memory, { startedAt: at(index), ...poll });
      memory = decision.memory;
      return decision.state;
    });
    expect(decided).to.deep.equal(["waiting", "waiting", "released"]);
  });

  it("reconsiders a task that is no longer finished", () => {
    expect(states({}, ["a finished", "b starting"], ["a starting", "b finished"])).to.deep.equal([
      "waiting",
      "waiting",
    ]);
  });

  it("waits only for what is selected", () => {
    const snapshot = ["a finished", "b failed", "r starting"];
    expect(states(ids("a"), snapshot)).to.deep.equal(["released"]);
    expect(states(names("a"), snapshot)).to.deep.equal(["released"]);
    expect(states({ selection: { by: "all", taskType: "rabbitToRocket" } }, snapshot)).to.deep.equal(["waiting"]);
  });

  it("waits for a task whose type the service omits", () => {
    const task = { id: "a", name: "a", status: "starting", startDate: "", type: "" };
    const rules: GateRules = { ...everything, selection: { by: "all", taskType: "rocketmq" } };
    const rest = tasks("b finished");
    expect(decide(rules, noMemory, { startedAt: at(0), scope: "all", tasks: [task, ...rest] }).state).to.equal(
      "waiting",
    );
  });

  it("waits for tasks that appear later, if it selects all", () => {
    expect(states({}, ["a starting"], ["a finished", "b creating"], ["a finished", "b finished"])).to.deep.equal([
      "waiting",
      "waiting",
      "released",
    ]);
  });

  it("waits for every task of a name, and keeps a task that was renamed", () => {
    expect(states(names("x"), ["a/x finished", "b/x starting"])).to.deep.equal(["waiting"]);
    expect(states(names("x"), ["a/x starting"], ["a/y finished"])).to.deep.equal(["waiting", "released"]);
  });

  describe("when a selected task does not exist", () => {
    it("fails at the first snapshot, or waits, depending on onNoMatch", () => {
      expect(states({}, [])).to.deep.equal(["failed"]);
      expect(states(wait, [], ["a finished"])).to.deep.equal(["waiting", "released"]);
      expect(states(ids("a", "b"), ["a finished"])).to.deep.equal(["failed"]);
      expect(states({ ...ids("a", "b"), ...wait }, ["a finished"], ["a finished", "b finished"])).to.deep.equal([
        "waiting",
        "released",
      ]);
    });

    it("names it", () => {
      expect(decisions(names("x", "y"), ["a/x finished"])[0]?.unmatched).to.deep.equal(["y"]);
    });

    it("is never released by an empty selection", () => {
      expect(states({ ...ids(), ...wait }, ["a finished"])).to.deep.equal(["waiting"]);
      expect(states(ids(), ["a finished"])).to.deep.equal(["failed"]);
    });
  });

  describe("when a task vanishes", () => {
    it("fails once two snapshots in a row lack it", () => {
      expect(states({}, ["a starting", "b finished"], ["b finished"], ["b finished"])).to.deep.equal([
        "waiting",
        "waiting",
        "failed",
      ]);
    });

    it("continues if the task comes back", () => {
      expect(states({}, ["a starting"], [], ["a starting"], [], ["a finished"])).to.deep.equal([
        "waiting",
        "waiting",
        "waiting",
        "waiting",
        "released",
      ]);
    });

    it("waits forever with onNoMatch: wait", () => {
      const gone = Array.from({ length: 50 }, () => ["b finished"]);
      expect(new Set(states(wait, ["a starting", "b finished"], ...gone))).to.deep.equal(new Set(["waiting"]));
    });

    it("still counts it if it was accepted", () => {
      expect(states({}, ["a finished", "b starting"], ["b starting"], ["b finished"])).to.deep.equal([
        "waiting",
        "waiting",
        "released",
      ]);
    });

    it("follows a new task of its name, but not one that existed before", () => {
      expect(states(names("x"), ["a/x starting"], [], ["b/x starting"], ["b/x finished"])).to.deep.equal([
        "waiting",
        "waiting",
        "waiting",
        "released",
      ]);
      expect(states(names("x"), ["a/x starting", "b/x finished"], ["b/x finished"], ["b/x finished"])).to.deep.equal([
        "waiting",
        "waiting",
        "failed",
      ]);
    });

    it("waits for the new task even if the old one was finished", () => {
      expect(states(names("x", "y"), ["a/x finished", "b/y starting"], ["c/x starting", "b/y finished"])).to.deep.equal(
        ["waiting", "waiting"],
      );
    });
  });

  describe("when a task failed", () => {
    it("fails at once, or when all are settled, depending on failFast", () => {
      expect(states({}, ["a failed", "b starting"])).to.deep.equal(["failed"]);
      expect(states({ failFast: false }, ["a failed", "b starting"], ["a failed", "b finished"])).to.deep.equal([
        "waiting",
        "failed",
      ]);
      expect(states({ failFast: false }, ["a failed", "b paused"])).to.deep.equal(["waiting"]);
    });

    it("is settled when the failed one vanishes", () => {
      expect(states({ ...wait, failFast: false }, ["a failed", "b starting"], ["b finished"])).to.deep.equal([
        "waiting",
        "failed",
      ]);
    });

    it("is released if failed is accepted", () => {
      expect(states({ acceptStatuses: ["finished", "failed"] }, ["a failed", "b finished"])).to.deep.equal([
        "released",
      ]);
    });
  });

  it("remembers since when a task has been in its state", () => {
    const last = decisions({}, ["a starting"], ["a starting"], ["a paused"], ["a paused"]).map(
      ({ tasks: [first] }) => first?.observed.since,
    );
    expect(last).to.deep.equal([at(0), at(0), at(20_000), at(20_000)]);
  });

  it("learns nothing about a task that a poll did not ask for", () => {
    const rules: GateRules = { ...everything, selection: { by: "all" } };
    const list = { startedAt: at(0), scope: "all", tasks: tasks("a finished", "b starting") } as const;
    let { memory } = decide(rules, noMemory, list);
    for (const poll of [1, 2, 3]) {
      const byId = { startedAt: at(poll), scope: new Set(["b"]), tasks: tasks("b starting") };
      const decision = decide(rules, memory, byId);
      expect(decision.state).to.equal("waiting");
      expect(decision.tasks.map(({ category }) => category)).to.deep.equal(["accepted", "pending"]);
      memory = decision.memory;
    }
    const without = decide(rules, memory, { startedAt: at(4), scope: new Set(["b"]), tasks: [] });
    expect(without.tasks.map(({ category }) => category)).to.deep.equal(["accepted", "missing"]);
  });

  it("keeps the service's order when a poll asks for some of the tasks", () => {
    const rules: GateRules = { ...everything, selection: { by: "all" } };
    const list = { startedAt: at(0), scope: "all", tasks: tasks("a starting", "b finished", "c starting") } as const;
    const { memory } = decide(rules, noMemory, list);
    const byId = { startedAt: at(1), scope: new Set(["c", "a"]), tasks: tasks("c starting", "a starting") };
    const ids = decide(rules, memory, byId).tasks.map(({ observed }) => observed.task.id);
    expect(ids).to.deep.equal(["a", "b", "c"]);
  });
});
