import type { Task } from "../task.ts";

/** Which tasks of an instance a gate waits for. */
export type Selection =
  | { by: "ids"; taskIds: readonly string[] }
  | { by: "names"; taskNames: readonly string[] }
  /** Every task of the instance, including those created later. */
  | { by: "all"; taskType?: string };

/** The IDs or names that must each match a task. Empty for "all". */
export function wantedKeys(selection: Selection): readonly string[] {
  if (selection.by === "ids") return selection.taskIds;
  return selection.by === "names" ? selection.taskNames : [];
}

/** The ID or name that selects a task, "" in a selection of all, undefined if the task is not selected. */
export function selectionKey(selection: Selection, task: Task): string | undefined {
  switch (selection.by) {
    case "ids":
      return selection.taskIds.includes(task.id) ? task.id : undefined;
    case "names":
      return selection.taskNames.includes(task.name) ? task.name : undefined;
    case "all":
      // A task whose type the service omits may be of the wanted type, so the safe choice is to wait for it.
      return selection.taskType === undefined || task.type === selection.taskType || task.type === "" ? "" : undefined;
  }
}
