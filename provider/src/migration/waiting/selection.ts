import type { Task } from "../task.ts";

/** Which tasks of an instance a gate waits for. */
export type Selection =
  | { by: "ids"; taskIds: readonly string[] }
  | { by: "names"; taskNames: readonly string[] }
  /** Every task of the instance, those that appear later included. */
  | { by: "all"; taskType?: string };

/** What a selection asks for by name: each id or name must be found. Empty for "all". */
export function wantedKeys(selection: Selection): readonly string[] {
  if (selection.by === "ids") return selection.taskIds;
  return selection.by === "names" ? selection.taskNames : [];
}

/** The id or name a task is selected under, "" in a selection of all, undefined if it is not selected. */
export function selectionKey(selection: Selection, task: Task): string | undefined {
  switch (selection.by) {
    case "ids":
      return selection.taskIds.includes(task.id) ? task.id : undefined;
    case "names":
      return selection.taskNames.includes(task.name) ? task.name : undefined;
    case "all":
      // A task whose type the service left out may be one of those that are waited for: waiting for it is the safe side.
      return selection.taskType === undefined || task.type === selection.taskType || task.type === "" ? "" : undefined;
  }
}
