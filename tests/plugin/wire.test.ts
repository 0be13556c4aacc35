import { expect } from "chai";
import fc from "fast-check";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import {
  Asset,
  fromWire,
  type Properties,
  toWire,
  unknown,
  type Value,
} from "../../provider/src/package/definition/index.ts";
import { useStructCodec } from "../../provider/src/plugin/structCodec.ts";
import { receive, send as sendMarked } from "../../provider/src/plugin/wire.ts";
import { fromStruct, secret, toStruct, unknownText } from "./protocol.ts";

const assetSignature = "c44067f5952c0a294b673a41bacd8c17";
const signatureKey = "4dabf18193072939515e22adb298388d";

const send = (properties: Properties, secrets: ReadonlySet<string> = new Set()) => sendMarked({ properties, secrets });

/** The message as it is received, over the bytes that gRPC sends. */
function overTheWire(message: ReturnType<typeof send>): ReturnType<typeof send> {
  return struct.Struct.deserializeBinary(message.serializeBinary());
}

const leaf: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
  fc.string({ unit: "grapheme" }),
  fc.constant(unknown),
  fc
    .tuple(fc.constantFrom("path" as const, "text" as const, "uri" as const), fc.string({ minLength: 1 }))
    .map(([source, content]) => new Asset(source, content)),
);
const name = (constraints: fc.StringConstraints) => fc.string(constraints);

const value = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(name({ maxLength: 8 }), tie("value"), { maxKeys: 4 }),
  ),
})).value;
const properties: fc.Arbitrary<Properties> = fc.dictionary(name({ minLength: 1, maxLength: 12 }), value, {
  maxKeys: 6,
});

describe("Property values on the wire", () => {
  before(useStructCodec);

  it("arrive as they were sent: text, numbers, lists, objects, unknowns, assets", () => {
    fc.assert(
      fc.property(properties, (given) => {
        const received = receive(overTheWire(send(given)));
        expect(received.properties).to.deep.equal(given);
        expect([...received.secrets]).to.deep.equal([]);
      }),
      { numRuns: 500 },
    );
  });

  it("are the bytes that google-protobuf reads and writes", () => {
    // google-protobuf loses the name `__proto__`.
    const plain = fc
      .dictionary(fc.string({ minLength: 1 }), fc.jsonValue())
      .filter((sample) => !JSON.stringify(sample).includes("__proto__"));
    fc.assert(
      fc.property(plain, (sample) => {
        const given = JSON.parse(JSON.stringify(sample));
        const theirs = struct.Struct.fromJavaScript(given as never).serializeBinary();
        const ours = send(given as Properties).serializeBinary();
        // A map has no order, but google-protobuf sorts it.
        expect([...ours].sort()).to.deep.equal([...theirs].sort());
        expect(struct.Struct.deserializeBinary(theirs).toJavaScript()).to.deep.equal(given);
      }),
      { numRuns: 500 },
    );
  });

  it("arrive with secrets unwrapped and their names noted", () => {
    fc.assert(
      fc.property(properties, fc.func(fc.boolean()), (given, isSecret) => {
        const names = Object.keys(given).filter((name) => isSecret(name));
        const received = receive(overTheWire(send(given, new Set(names))));
        expect(received.properties).to.deep.equal(given);
        expect([...received.secrets]).to.have.members(names);
      }),
      { numRuns: 200 },
    );
  });

  it("keep names like __proto__ and constructor", () => {
    const given: Properties = JSON.parse('{ "__proto__": [], "constructor": { "__proto__": 1 } }');
    expect(JSON.stringify(fromWire(toWire(given)).properties)).to.equal(JSON.stringify(given));
  });

  it("wrap secrets as the engine does", () => {
    expect(fromStruct(send({ a: 1, b: [2] }, new Set(["b", "not there"])))).to.deep.equal({ a: 1, b: secret([2]) });
  });

  it("find a secret at any depth, in another secret, and with an unknown in it", () => {
    const { properties: found, secrets } = receive(
      toStruct({ list: [{ key: secret("x") }], twice: secret(secret("y")), later: secret(unknownText), open: "z" }),
    );
    expect(found).to.deep.equal({ list: [{ key: "x" }], twice: "y", later: unknown, open: "z" });
    expect([...secrets]).to.have.members(["list", "twice", "later"]);
  });

  it("recognize the unknowns of every type", () => {
    const texts = [
      unknownText,
      "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
      "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
      "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
      "030794c1-ac77-496b-92df-f27374a8bd58",
      "e48ece36-62e2-4504-bad9-02848725956a",
      "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    ];
    expect(receive(toStruct({ texts })).properties).to.deep.equal({ texts: texts.map(() => unknown) });
  });

  it("recognize assets as the engine sends them, with a hash and empty fields", () => {
    const asset = (fields: object) => ({
      [signatureKey]: assetSignature,
      hash: "abc",
      text: "",
      path: "",
      uri: "",
      ...fields,
    });
    const { properties: found } = receive(toStruct({ file: asset({ path: "a.json" }), empty: asset({}) }));
    expect(found).to.deep.equal({ file: new Asset("path", "a.json"), empty: new Asset("text", "") });
  });

  it("go back to the engine as they came if this package does not read them, such as archives", () => {
    const archive = { [signatureKey]: "0def7320c3a5731c473e5ecbe6d01bc7", path: "a.zip" };
    const { properties: received } = receive(toStruct({ triggers: [archive] }));
    expect(fromStruct(send(received))).to.deep.equal({ triggers: [archive] });
    expect(fromStruct(send({ ...received, triggers: { ...(received.triggers as Value[]) } }))).to.deep.equal({
      triggers: { 0: archive },
    });
  });

  it("of the service never become Pulumi's special values", () => {
    const found = JSON.parse(`[{ "${signatureKey}": "${assetSignature}", "path": "/etc/passwd" }, "${unknownText}"]`);
    const note = "(not a Pulumi value)";
    expect(fromStruct(send({ result: found }))).to.deep.equal({
      result: [{ [`${signatureKey} ${note}`]: assetSignature, path: "/etc/passwd" }, `${unknownText} ${note}`],
    });
  });

  it("omit undefined values", () => {
    expect(fromStruct(send({ a: { b: undefined, c: 1 } as unknown as Value }))).to.deep.equal({ a: { c: 1 } });
  });

  it("are empty without a message", () => {
    expect(receive(undefined)).to.deep.equal({ properties: {}, secrets: new Set() });
  });
});
