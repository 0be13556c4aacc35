import { createHash } from "node:crypto";
import { completeMetadata, sortMetadata } from "./complete.ts";
import type { MetadataInput } from "./model.ts";

/**
 * Whether two sets of metadata are equal once defaults are filled in; order doesn't matter. Decides whether a task on an
 * instance is the one that a resource submitted, and whether inputs have changed.
 */
export function sameMetadata(one: MetadataInput, other: MetadataInput): boolean {
  return canonicalText(one) === canonicalText(other);
}

/** A hash of the metadata (16 hexadecimal digits), equal for sets of metadata that `sameMetadata` finds equal. */
export function metadataHash(metadata: MetadataInput): string {
  return createHash("sha256").update(canonicalText(metadata)).digest("hex").slice(0, 16);
}

function canonicalText(metadata: MetadataInput): string {
  return JSON.stringify(sortMetadata(completeMetadata(metadata)));
}
