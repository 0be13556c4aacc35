import type { Properties, Value } from "../package/definition/index.ts";

/** The most that outputs may take in a gRPC trailer, as JSON. Base64 adds a third. */
const maxOutputBytes = 3 * 1024;

/** The most that a single property may take. */
const maxPropertyBytes = 2 * 1024;

/**
 * The properties of a resource that fit into a gRPC trailer: of the inputs only short texts, numbers and booleans; of the
 * outputs also lists and objects, lists shortened if need be. The rest returns when the resource is read, at the latest before
 * the next update.
 */
export function boundedOutputs(inputs: Properties, outputs: Properties): Properties {
  const simple = Object.entries({ ...inputs, ...outputs }).filter(([, value]) => !isCompound(value));
  const found = Object.entries(outputs).filter(([name, value]) => isCompound(value) && inputs[name] === undefined);
  const kept: Record<string, Value> = {};
  let left = maxOutputBytes;
  for (const [name, value] of [...simple, ...found]) {
    const bounded = boundedValue(value, Math.min(left - bytesOf(name), maxPropertyBytes));
    if (bounded === undefined) continue;
    left -= bytesOf(name) + bytesOf(bounded);
    kept[name] = bounded;
  }
  return kept;
}

function isCompound(value: Value | undefined): boolean {
  return typeof value === "object" && value !== null;
}

function boundedValue(value: Value, maxBytes: number): Value | undefined {
  if (!Array.isArray(value)) return bytesOf(value) <= maxBytes ? value : undefined;
  let left = maxBytes - bytesOf([]);
  if (left < 0) return undefined;
  const kept: Value[] = [];
  for (const item of value) {
    left -= bytesOf(item) + 1;
    if (left < 0) break;
    kept.push(item);
  }
  return kept;
}

/** Protobuf takes about as much as JSON. */
function bytesOf(value: Value): number {
  return Buffer.byteLength(JSON.stringify(value) ?? "");
}
