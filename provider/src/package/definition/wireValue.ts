import { Asset, isProperties, type MarkedProperties, type Properties, Unknown, unknown, type Value } from "./value.ts";

/** How property values travel in Pulumi's protocol: as JSON, with signed objects for what JSON cannot express. */
export type WireValue = null | boolean | number | string | WireValue[] | { [name: string]: WireValue };

/** The key that marks an object as something else, and its values. Source: pulumi/pulumi sdk/go/common/resource/sig. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const assetSignature = "c44067f5952c0a294b673a41bacd8c17";

/** The placeholders for unknown values, one per type. Source: pulumi/pulumi sdk/go/common/resource/plugin/rpc.go. */
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknownTexts: ReadonlySet<string> = new Set([
  unknownText,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/**
 * Marks an object that came from the engine with a signature which is not read here, such as an archive's: it goes back as it
 * came. An object without this mark that has the key is data: the service's, or a file's.
 */
const signed = Symbol("signed");

/** Reads properties that came as JSON. Undefined ones are left out. */
export function fromWire(fields: object): MarkedProperties {
  const secrets = new Set<string>();
  const properties = Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, decode(value, () => secrets.add(name))]),
  );
  return { properties, secrets };
}

/**
 * Writes properties as JSON, and wraps the named ones as secrets.
 *
 * What the service sent is data, even where it looks like one of Pulumi's special values. Otherwise a service could
 * have the engine read local files and fetch URLs (as assets), and its text could make a call fail (as an unknown). So a
 * plain object's signature key is written as `4dabf18193072939515e22adb298388d (not a Pulumi value)`, and a text that is the
 * placeholder of an unknown gets the same note.
 */
export function toWire(
  properties: Properties,
  secrets: ReadonlySet<string> = new Set(),
): { [name: string]: WireValue } {
  const encoded = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const plain = encode(value);
      return [name, secrets.has(name) ? { [signatureKey]: secretSignature, value: plain } : plain];
    });
  return Object.fromEntries(encoded);
}

function decode(value: unknown, foundSecret: () => void): Value {
  if (typeof value === "string") return unknownTexts.has(value) ? unknown : value;
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item) => decode(item, foundSecret));
  if (typeof value !== "object" || value === null) return null;
  const fields = value as Record<string, unknown>;
  if (fields[signatureKey] === secretSignature) {
    foundSecret();
    return decode(fields.value, foundSecret);
  }
  if (fields[signatureKey] === assetSignature) return decodeAsset(fields);
  const decoded = Object.fromEntries(
    Object.entries(fields)
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) => [name, decode(field, foundSecret)]),
  );
  return typeof fields[signatureKey] === "string" ? Object.assign(decoded, { [signed]: true }) : decoded;
}

function decodeAsset(fields: Record<string, unknown>): Asset {
  for (const source of ["path", "text", "uri"] as const) {
    const content = fields[source];
    if (typeof content === "string" && content !== "") return new Asset(source, content);
  }
  return new Asset("text", "");
}

/** Added to a text of the service that Pulumi would not take for a text. */
const dataNote = " (not a Pulumi value)";

function encode(value: Value): WireValue {
  if (value instanceof Unknown) return unknownText;
  if (typeof value === "string") return unknownTexts.has(value) ? value + dataNote : value;
  if (value instanceof Asset) {
    return { [signatureKey]: assetSignature, [value.source]: value.content };
  }
  if (Array.isArray(value)) return value.map(encode);
  if (isProperties(value)) {
    // Optional TypeScript properties may be undefined, which JSON cannot express.
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, field]) => field !== undefined)
        .map(([name, field]) => [name === signatureKey && !(signed in value) ? name + dataNote : name, encode(field)]),
    );
  }
  return value as null | boolean | number;
}
