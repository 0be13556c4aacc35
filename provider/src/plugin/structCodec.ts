import type { BinaryReader, BinaryWriter } from "google-protobuf";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { WireValue } from "../package/definition/index.ts";

/*
 * Reads and writes google.protobuf.Struct, in which all properties travel, directly between bytes and JavaScript values.
 *
 * google-protobuf allocates an object and an array for every value. A migration of 50,000 queues has a million values, in each
 * of the dozen messages of a `pulumi up`. The format has four rules and is stable:
 * https://github.com/protocolbuffers/protobuf/blob/main/src/google/protobuf/struct.proto
 *
 *     Struct     { map<string, Value> fields = 1 }      a map travels as repeated { key = 1, value = 2 }
 *     Value      { null_value = 1, number_value = 2, string_value = 3, bool_value = 4, struct_value = 5, list_value = 6 }
 *     ListValue  { repeated Value values = 1 }
 *
 * The generated messages of Pulumi's protocol call two static functions of google-protobuf's class Struct to read and write their
 * properties, and there is no other place to hook in. `useStructCodec` replaces the two, for the whole process: the plugin calls
 * it when it starts. Tests compare the results with google-protobuf's own.
 */

type Struct = InstanceType<typeof struct.Struct>;
type WireFields = { readonly [name: string]: WireValue };

/** The fields of a message that was made here. */
const content = Symbol("content");
type FilledStruct = Struct & { [content]?: WireFields };

const originalWrite = struct.Struct.serializeBinaryToWriter;

/** Makes google-protobuf read and write every Struct of this process with the functions in this file. */
export function useStructCodec(): void {
  struct.Struct.serializeBinaryToWriter = writeMessage;
  struct.Struct.deserializeBinaryFromReader = readMessage;
}

function writeMessage(message: FilledStruct, writer: BinaryWriter): void {
  const fields = message[content];
  if (fields === undefined) {
    originalWrite(message, writer);
  } else {
    const bytes = encodeStruct(fields);
    writer.writeSerializedMessage(bytes, 0, bytes.length);
  }
}

function readMessage(message: Struct, reader: BinaryReader): Struct {
  const fields: Record<string, WireValue> = {};
  while (reader.nextField()) {
    if (reader.getFieldNumber() === 1) decodeEntry(new Bytes(reader.readBytes()), fields);
    else reader.skipField();
  }
  return withContent(message, fields);
}

/** Makes a message of these fields. */
export function toStruct(fields: WireFields): Struct {
  // google-protobuf's own writer would send an empty message.
  if (struct.Struct.serializeBinaryToWriter !== writeMessage) throw new Error("useStructCodec was not called.");
  return withContent(new struct.Struct(), fields);
}

function withContent(message: FilledStruct, fields: WireFields): Struct {
  message[content] = fields;
  message.toJavaScript = () => fields as ReturnType<Struct["toJavaScript"]>;
  return message;
}

// --- Writing ---

const lengthDelimited = 2;
const fixed64 = 1;
const varint = 0;

/** Bytes that grow. A length is known only after its content is written, so the content is moved if the length needs more room. */
class Output {
  #bytes = Buffer.allocUnsafe(1024);
  #length = 0;

  tag(field: number, type: number): void {
    this.byte((field << 3) | type);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  varint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#bytes.writeDoubleLE(value, this.#length);
    this.#length += 8;
  }

  text(value: string): void {
    const size = Buffer.byteLength(value);
    this.varint(size);
    this.#reserve(size);
    this.#bytes.write(value, this.#length);
    this.#length += size;
  }

  /** Writes content with its length in front. */
  delimited(write: () => void): void {
    const start = this.#length;
    this.#length += 1;
    this.#reserve(0);
    write();
    const size = this.#length - start - 1;
    const sizeBytes = size < 0x80 ? 1 : Math.ceil((32 - Math.clz32(size)) / 7);
    if (sizeBytes > 1) {
      this.#reserve(sizeBytes);
      this.#bytes.copyWithin(start + sizeBytes, start + 1, this.#length);
    }
    this.#length = start;
    this.varint(size);
    this.#length += size;
  }

  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, Math.min(this.#length, this.#bytes.length));
    this.#bytes = larger;
  }
}

function encodeStruct(fields: WireFields): Uint8Array {
  const output = new Output();
  writeStruct(output, fields);
  return output.written();
}

function writeStruct(output: Output, fields: WireFields): void {
  for (const [name, value] of Object.entries(fields)) {
    output.tag(1, lengthDelimited);
    output.delimited(() => {
      output.tag(1, lengthDelimited);
      output.text(name);
      output.tag(2, lengthDelimited);
      output.delimited(() => writeValue(output, value));
    });
  }
}

function writeValue(output: Output, value: WireValue): void {
  if (value === null) {
    output.tag(1, varint);
    output.byte(0);
  } else if (typeof value === "number") {
    output.tag(2, fixed64);
    output.double(value);
  } else if (typeof value === "string") {
    output.tag(3, lengthDelimited);
    output.text(value);
  } else if (typeof value === "boolean") {
    output.tag(4, varint);
    output.byte(value ? 1 : 0);
  } else if (Array.isArray(value)) {
    output.tag(6, lengthDelimited);
    output.delimited(() => {
      for (const item of value) {
        output.tag(1, lengthDelimited);
        output.delimited(() => writeValue(output, item));
      }
    });
  } else {
    output.tag(5, lengthDelimited);
    output.delimited(() => writeStruct(output, value));
  }
}

// --- Reading ---

/** Bytes, read from front to back. */
class Bytes {
  readonly #bytes: Buffer;
  #position: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = start;
    this.#end = end;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#end;
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#position] ?? 0;
      this.#position += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  }

  double(): number {
    const value = this.#bytes.readDoubleLE(this.#position);
    this.#position += 8;
    return value;
  }

  text(): string {
    const start = this.#advance();
    return this.#bytes.toString("utf8", start, this.#position);
  }

  delimited(): Bytes {
    const start = this.#advance();
    return new Bytes(this.#bytes, start, this.#position);
  }

  /** Skips a field that this version does not know. */
  skip(type: number): void {
    if (type === varint) this.varint();
    else if (type === fixed64) this.#position += 8;
    else if (type === lengthDelimited) this.#advance();
    else this.#position += 4;
  }

  #advance(): number {
    const size = this.varint();
    const start = this.#position;
    this.#position += size;
    if (this.#position > this.#end) throw new Error("A message from the engine is truncated.");
    return start;
  }
}

function decodeEntry(entry: Bytes, fields: Record<string, WireValue>): void {
  let name = "";
  let value: WireValue = null;
  while (!entry.isAtEnd) {
    const tag = entry.varint();
    if (tag >> 3 === 1) name = entry.text();
    else if (tag >> 3 === 2) value = decodeValue(entry.delimited());
    else entry.skip(tag & 7);
  }
  // Assigning to `__proto__` would set the prototype.
  if (name === "__proto__")
    Object.defineProperty(fields, name, { value, enumerable: true, writable: true, configurable: true });
  else fields[name] = value;
}

function decodeStruct(bytes: Bytes): WireFields {
  const fields: Record<string, WireValue> = {};
  while (!bytes.isAtEnd) {
    const tag = bytes.varint();
    if (tag >> 3 === 1) decodeEntry(bytes.delimited(), fields);
    else bytes.skip(tag & 7);
  }
  return fields;
}

function decodeList(bytes: Bytes): WireValue[] {
  const items: WireValue[] = [];
  while (!bytes.isAtEnd) {
    const tag = bytes.varint();
    if (tag >> 3 === 1) items.push(decodeValue(bytes.delimited()));
    else bytes.skip(tag & 7);
  }
  return items;
}

function decodeValue(bytes: Bytes): WireValue {
  let value: WireValue = null;
  while (!bytes.isAtEnd) {
    const tag = bytes.varint();
    switch (tag >> 3) {
      case 1:
        bytes.varint();
        value = null;
        break;
      case 2:
        value = bytes.double();
        break;
      case 3:
        value = bytes.text();
        break;
      case 4:
        value = bytes.varint() !== 0;
        break;
      case 5:
        value = decodeStruct(bytes.delimited());
        break;
      case 6:
        value = decodeList(bytes.delimited());
        break;
      default:
        bytes.skip(tag & 7);
    }
  }
  return value;
}
