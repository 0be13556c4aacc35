import { createHash } from "node:crypto";
import { type Metadata, metadataHash } from "../migration/index.ts";
import { hasUnknown, type Properties, unknown } from "./definition/index.ts";
import type { CheckRequest } from "./definition/resource.ts";

/** Names of existing tasks that were made here, by the urn of their resource: what this process is about to replace. */
const madeNames = new Map<string, string>();

/**
 * Makes the name of a task whose program gives none.
 * It depends only on what is migrated and by which resource: after a crash between submission and state the next run
 * makes the same name, and so finds the task. The engine's random seed would make another one.
 * A replacement gets another name than what it replaces, so that both can exist for a while: the engine checks the old
 * inputs first, and then, in the same process, those of the replacement without them.
 */
export function taskName(
  { urn, olds, resourceName }: CheckRequest,
  { instanceId, overwrite }: Properties,
  metadata: Metadata,
): string | typeof unknown {
  const oldName = olds?.name;
  if (typeof oldName === "string") {
    madeNames.set(urn, oldName);
    return oldName;
  }
  if (hasUnknown(instanceId)) return unknown;
  const content = JSON.stringify([urn, instanceId, overwrite, metadataHash(metadata), madeNames.get(urn) ?? ""]);
  const suffix = createHash("sha256").update(content).digest("hex").slice(0, 8);
  const letters = resourceName.replace(/[^A-Za-z0-9_-]+/g, "-");
  const stem = /^[A-Za-z]/.test(letters) ? letters : `task-${letters}`;
  return `${stem.slice(0, longestName - suffix.length - 1)}-${suffix}`;
}

const longestName = 64;

/** True if the program leaves the name of this existing task to us, so that a replacement gets another one. */
export function hasMadeName(urn: string): boolean {
  return madeNames.has(urn);
}
