import { hasEnded } from "../../migration/index.ts";
import { InvalidPropertiesError, type Shape, type Value } from "../definition/index.ts";
import { changedByValue, type DiffRequest, type DiffResult } from "../definition/resource.ts";
import { changedLists, listNames } from "./metadataLists.ts";
import { checkedInputs } from "./shapes.ts";
import { takenNameText } from "./takenName.ts";
import { taskMemory } from "./taskMemory.ts";
import { mustVerify } from "./verify.ts";

const shape: Shape = checkedInputs;

/** Says what changed, and whether that requires another migration. */
export function diffTask(request: DiffRequest): DiffResult {
  const { urn, id, oldInputs, oldOutputs, newInputs } = request;
  const memory = taskMemory(request);
  const status = memory.statusOf(id) ?? oldOutputs.status;
  const changed = changesOf(request);
  const replaces = replacingOf(changed, status);

  // Not finished, though waited for: update waits again, even if a refresh has cleared the failure from state.
  if (newInputs.waitForCompletion === true && oldOutputs.status !== "finished") changed.push("status");

  if (mustVerify(newInputs, oldOutputs)) changed.push("verification");

  // A name is unique on its instance, and two migrations must not run at the same time.
  const keepsName =
    newInputs.name !== undefined && newInputs.name === oldOutputs.name && !changed.includes("instanceId");
  const deleteBeforeReplace = replaces.length > 0 && (keepsName || !hasEnded(status));
  if (replaces.length === 0) keepName(request);
  memory.noteDiff(urn, { id, inputs: oldInputs, outputs: oldOutputs }, replaces.length > 0);
  return { changed, replaces, deleteBeforeReplace };
}

/** A task keeps its name, even if the program no longer sets it: no other resource of the program may adopt the task. */
function keepName(request: DiffRequest): void {
  const { urn, oldInputs, oldOutputs } = request;
  const memory = taskMemory(request);
  const { instanceId } = oldInputs;
  const { name } = oldOutputs;
  if (typeof instanceId !== "string" || typeof name !== "string" || !memory.isChecked(urn)) return;
  const owner = memory.claimName(instanceId, name, urn);
  if (owner !== urn) throw new InvalidPropertiesError([{ property: "name", reason: takenNameText(name, owner) }]);
}

/** A task in state, and what the program asks for now. */
type Comparison = Pick<DiffRequest, "oldInputs" | "oldOutputs" | "newInputs">;

/** True if the program asks for the same migration that is in state. */
export function isSameMigration(comparison: Comparison): boolean {
  return replacingOf(changesOf(comparison), comparison.oldOutputs.status).length === 0;
}

function changesOf(comparison: Comparison): string[] {
  const { oldInputs, newInputs } = comparison;
  return [
    ...changedByValue(shape, comparison).filter((name) => !listNames.includes(name) && isChange(name, comparison)),
    ...changedLists(oldInputs, newInputs),
  ];
}

function replacingOf(changed: readonly string[], status: Value | undefined): string[] {
  return changed.filter((name) => {
    if (name === "overwrite") return status !== "finished";
    return listNames.includes(name) || shape[name]?.replaces;
  });
}

/** False for a difference that does not count as a change: the old inputs do not have it, or the task already has the name. */
function isChange(name: string, { oldInputs, oldOutputs, newInputs }: Comparison): boolean {
  switch (name) {
    case "name":
      // Without an explicit name, the task keeps the one that it has.
      return newInputs.name !== undefined && newInputs.name !== oldOutputs.name;
    case "notMigrated":
      // Migrated from lists, or imported: reading the same metadata from a file changes nothing.
      return oldInputs.notMigrated !== undefined;
    default:
      // The service does not return settings, so an imported task has none until the first update.
      return oldInputs[name] !== undefined || oldOutputs.origin !== "imported" || shape[name]?.default === undefined;
  }
}
