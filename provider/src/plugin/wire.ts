import type struct from "google-protobuf/google/protobuf/struct_pb.js";
import { fromWire, type MarkedProperties, toWire } from "../package/definition/index.ts";
import { toStruct } from "./structCodec.ts";

/** Property values as protobuf's Struct. */
type Struct = InstanceType<typeof struct.Struct>;

/**
 * Reads properties from a message.
 * @param known names of properties that are secrets even if the message does not mark them
 */
export function receive(message: Struct | undefined, known: ReadonlySet<string> = new Set()): MarkedProperties {
  const { properties, secrets } = fromWire(message?.toJavaScript() ?? {});
  const present = [...known].filter((name) => Object.hasOwn(properties, name));
  return { properties, secrets: new Set([...secrets, ...present]) };
}

/** Writes properties to a message, secrets wrapped. */
export function send({ properties, secrets }: MarkedProperties): Struct {
  return toStruct(toWire(properties, secrets));
}
