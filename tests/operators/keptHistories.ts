import type { History, Step } from "./history.ts";

const run = (more: Partial<Extract<Step, { do: "run" }>> = {}): Step => ({
  do: "run",
  kind: "up",
  targets: [],
  replaced: [],
  faults: [],
  course: "finishes",
  wrongProject: false,
  ...more,
});

/** Histories that once broke a law, by what went wrong; they are played before the random ones. */
export const keptHistories: Readonly<Record<string, History>> = {
  "another project got into the provider's state, and no update came past that again": {
    projectIn: "configuration",
    steps: [run(), run({ wrongProject: true }), run({ kind: "refresh" }), run({ kind: "destroy", wrongProject: true })],
  },
  "a task that had timed out was not read before it was replaced": {
    projectIn: "environment",
    steps: [
      run({ course: "stuck" }),
      { do: "release" },
      { do: "edit", resource: 0, edit: { set: { overwrite: true } } },
      run(),
    ],
  },
  "a task that could not be read was replaced, though it had finished": {
    projectIn: "configuration",
    steps: [
      run({ course: "stuck" }),
      run({ wrongProject: true }),
      { do: "release" },
      { do: "edit", resource: 0, edit: { set: { overwrite: true } } },
      run(),
    ],
  },
  "what was left to be deleted was taken for a forced replacement": {
    projectIn: "environment",
    steps: [
      run({ targets: [1], course: "fails" }),
      { do: "submit elsewhere", resource: 1 },
      run({ faults: [{ kind: "http500", operation: "deleteTasks", count: "always" }] }),
      run({ kind: "destroy", faults: [{ kind: "http500", operation: "deleteTasks", count: "always" }] }),
      run(),
    ],
  },
  "a task whose name the program no longer gives was taken over by another resource of that name": {
    projectIn: "environment",
    steps: [
      { do: "edit", resource: 1, edit: { set: { isPresent: false } } },
      { do: "edit", resource: 0, edit: { set: { taskName: "own-task" } } },
      run(),
      { do: "edit", resource: 0, edit: { set: { taskName: undefined } } },
      {
        do: "edit",
        resource: 1,
        edit: { set: { isPresent: true, taskName: "own-task", migrates: "orders" } },
      },
      run(),
    ],
  },
  "a renamed resource and another one took over one task in the same update": {
    projectIn: "configuration",
    steps: [
      { do: "imitate", resource: 0 },
      run(),
      { do: "edit", resource: 0, edit: { set: { taskName: undefined } } },
      run(),
      { do: "edit", resource: 0, edit: { rename: "without alias" } },
    ],
  },
  "a process that had read nothing deleted the record of the entry that stays": {
    projectIn: "configuration",
    steps: [
      run({ targets: [0], faults: [{ kind: "resetAfterHandling", operation: "createTask", nth: 1, count: 1 }] }),
      run({ replaced: [0], end: { by: "kill", afterRequests: 6 } }),
      { do: "rename stack" },
    ],
  },
  "two entries with one record were read in another project, and no update came past the second": {
    projectIn: "configuration",
    steps: [
      run(),
      { do: "edit", resource: 1, edit: { set: { triggers: ["two"] } } },
      { do: "edit", resource: 0, edit: { set: { migrates: "invoices" } } },
      run({ replaced: [0] }),
      run({ wrongProject: true }),
    ],
  },
};
