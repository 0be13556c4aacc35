import type struct from "google-protobuf/google/protobuf/struct_pb.js";
import { fromWire, type Properties, type Received, toWire } from "../package/definition/index.ts";
import { toStruct } from "./structCodec.ts";

/** Property values as protobuf's Struct. */
type Struct = InstanceType<typeof struct.Struct>;

/** Reads properties off the wire. */
export function receive(message: Struct | undefined): Received {
  return fromWire(message?.toJavaScript() ?? {});
}

/** Writes properties to the wire; those named are wrapped as secrets. */
export function send(properties: Properties, secrets: ReadonlySet<string> = new Set()): Struct {
  return toStruct(toWire(properties, secrets));
}
