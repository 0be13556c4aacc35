import { InvalidPropertiesError, type Value } from "../definition/index.ts";
import { changedByValue, type DiffAnswer, type DiffRequest } from "../definition/resource.ts";
import { takenNameText } from "./check.ts";
import { changedLists, listNames } from "./metadataLists.ts";
import { checkedInputs } from "./shapes.ts";

/** Says what changed, and whether that makes another migration. */
export function diffTask(request: DiffRequest): DiffAnswer {
  const { urn, id, oldInputs, oldOutputs, newInputs, memory } = request;
  const status = memory.statusOf(id) ?? oldOutputs.status;
  const hasEnded = status === "finished" || status === "failed";
  const changed = changesOf(request);
  const replaces = replacingOf(changed, status);

  // Waited for and not finished: look again, even when a refresh has cleared the engine's memory of a failure.
  if (newInputs.waitForCompletion === true && oldOutputs.status !== "finished") changed.push("status");

  // One name cannot be had twice at a time on an instance, and two migrations must not run side by side.
  const keepsName =
    newInputs.name !== undefined && newInputs.name === oldOutputs.name && !changed.includes("instanceId");
  const deleteBeforeReplace = replaces.length > 0 && (keepsName || !hasEnded);
  if (replaces.length === 0) keepName(request);
  memory.noteDiff(urn, { id, inputs: oldInputs, outputs: oldOutputs }, replaces.length > 0);
  return { changed, replaces, deleteBeforeReplace };
}

/** A task keeps its name, also one that the program no longer gives: no other resource of the program may take it over. */
function keepName({ urn, oldInputs, oldOutputs, memory }: DiffRequest): void {
  const { instanceId } = oldInputs;
  const { name } = oldOutputs;
  if (typeof instanceId !== "string" || typeof name !== "string" || !memory.isChecked(urn)) return;
  const owner = memory.claimName(instanceId, name, urn);
  if (owner !== urn) throw new InvalidPropertiesError([{ property: "name", reason: takenNameText(name, owner) }]);
}

/** What is compared: a task as state has it, and what the program says now. */
type Comparison = Pick<DiffRequest, "oldInputs" | "oldOutputs" | "newInputs">;

/** True if the program asks for the very migration that state has. */
export function isSameMigration(comparison: Comparison): boolean {
  return replacingOf(changesOf(comparison), comparison.oldOutputs.status).length === 0;
}

function changesOf(comparison: Comparison): string[] {
  const { oldInputs, newInputs } = comparison;
  return [
    ...changedByValue(checkedInputs, comparison).filter(
      (name) => !listNames.includes(name) && isChange(name, comparison),
    ),
    ...changedLists(oldInputs, newInputs),
  ];
}

function replacingOf(changed: readonly string[], status: Value | undefined): string[] {
  return changed.filter((name) => {
    if (name === "overwrite") return status !== "finished";
    return listNames.includes(name) || checkedInputs[name as keyof typeof checkedInputs].replaces;
  });
}

/** What differs, but is no change: what the old inputs do not tell, and a name that the task has already. */
function isChange(name: string, { oldInputs, oldOutputs, newInputs }: Comparison): boolean {
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
