import type { Properties, Value } from "../package/definition/index.ts";

/** The most that outputs may take in a gRPC trailer, as JSON. The trailer writes it in base64: a third more. */
const maxOutputBytes = 3 * 1024;

/** The most that one property may take of it. */
const maxPropertyBytes = 2 * 1024;

/**
 * A resource's properties as far as they fit into a gRPC trailer: of what was submitted the short texts, numbers and
 * flags; of what was found out the rest, too, a list cut at its end. Anything else that is large is left out.
 * What is missing comes back when the resource is read, before the next update at the latest.
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

/** Protobuf takes about what JSON does. */
function bytesOf(value: Value): number {
  return Buffer.byteLength(JSON.stringify(value) ?? "");
}
