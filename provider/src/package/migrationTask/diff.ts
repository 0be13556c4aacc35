import { type DiffAnswer, type DiffRequest, diffByValue } from "../definition/resource.ts";
import { changedLists, listNames } from "./metadataLists.ts";
import { checkedInputs } from "./shapes.ts";

/** Says what changed, and whether that makes another migration. */
export function diffTask(request: DiffRequest): DiffAnswer {
  const { urn, id, oldInputs, oldOutputs, newInputs, memory } = request;
  const { status } = oldOutputs;
  const hasEnded = status === "finished" || status === "failed";
  const changed = [
    ...diffByValue(checkedInputs, request).changed.filter(
      (name) => !listNames.includes(name) && isChange(name, request),
    ),
    ...changedLists(oldInputs, newInputs),
  ];
  const replaces = changed
    .filter((name) => checkedInputs[name as keyof typeof checkedInputs]?.replaces || listNames.includes(name))
    .filter((name) => name !== "overwrite" || status !== "finished");

  // Waited for and not finished: look again, even when a refresh has cleared the engine's memory of a failure.
  if (newInputs.waitForCompletion === true && status !== "finished") changed.push("status");

  // One name cannot be had twice at a time on an instance, and two migrations must not run side by side.
  const keepsName =
    newInputs.name !== undefined && newInputs.name === oldOutputs.name && !changed.includes("instanceId");
  const deleteBeforeReplace = replaces.length > 0 && (keepsName || !hasEnded);
  memory.noteDiff(urn, { id, inputs: oldInputs, outputs: oldOutputs }, replaces.length > 0);
  return { changed, replaces, deleteBeforeReplace };
}

/** What differs, but is no change: what the old inputs do not tell, and a name that the task has already. */
function isChange(name: string, { oldInputs, oldOutputs, newInputs }: DiffRequest): boolean {
  switch (name) {
    case "name":
      // A name that is no longer given leaves the task the one that it has.
      return newInputs.name !== undefined && newInputs.name !== oldOutputs.name;
    case "notMigrated":
      // That a file is read now changes nothing of what was migrated from lists, or imported.
      return oldInputs.notMigrated !== undefined;
    case "overwrite":
    case "waitForCompletion":
    case "strict":
      // The service does not tell these of an imported task.
      return oldInputs[name] !== undefined || oldOutputs.origin !== "imported";
    default:
      return true;
  }
}
