import { createHash } from "node:crypto";
import { completeMetadata, sortMetadata } from "./complete.ts";
import type { MetadataInput } from "./model.ts";

/**
 * Whether two sets of metadata ask for the same: after filling in defaults, whatever their order. It tells whether a
 * task that is found on an instance is ours, and whether a change of inputs is one.
 */
export function sameMetadata(one: MetadataInput, other: MetadataInput): boolean {
  return comparable(one) === comparable(other);
}

/** A short name (16 hexadecimal digits) for what the metadata asks for: equal exactly when `sameMetadata` says so. */
export function metadataHash(metadata: MetadataInput): string {
  return createHash("sha256").update(comparable(metadata)).digest("hex").slice(0, 16);
}

function comparable(metadata: MetadataInput): string {
  return JSON.stringify(sortMetadata(completeMetadata(metadata)));
}
