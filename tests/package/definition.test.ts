import { expect } from "chai";
import fc from "fast-check";
import {
  Asset,
  anything,
  check,
  choice,
  file,
  flag,
  hasUnknown,
  InvalidPropertiesError,
  integer,
  list,
  number,
  object,
  optional,
  type Properties,
  read,
  readKnown,
  required,
  sameValue,
  text,
  unknown,
  type Value,
  withDefaults,
} from "../../provider/src/package/definition/index.ts";

const colour = { name: "Colour", description: "A colour.", values: { red: "Red.", green: "Green." } } as const;
const wheel = {
  name: "Wheel",
  description: "A wheel.",
  shape: { inches: required(integer({ minimum: 10, maximum: 30 }), "Size of the wheel. In inches.") },
};
const bicycle = {
  name: required(text(), "Name of the bicycle."),
  owner: optional(text({ pattern: /^[a-z]+$/, allowed: "lower-case letters", remedy: "Ask the owner." }), "Its owner."),
  gears: optional(integer({ minimum: 1, maximum: 30 }), "Number of gears.", { default: 3 }),
  weight: optional(number({ minimum: 0.5, maximum: 50 }), "Weight in kg."),
  isElectric: optional(flag(), "True: it has a motor."),
  colour: optional(choice(colour), "Its colour."),
  wheels: optional(list(object(wheel), { minItems: 1, remedy: "Leave it out." }), "Its wheels."),
  code: optional(text({ pattern: /^\d+$/, allowed: "digits" }), "Code of its lock.", { secret: true }),
  manual: optional(file(), "Its manual."),
  notes: optional(anything(), "Anything."),
};

/** The problems as users read them, one per line. */
function problems(properties: Properties, options: Parameters<typeof check>[2] = {}): string[] {
  return check(bicycle, { name: "b", ...properties }, options).found.map(
    ({ property, reason }) => `${property}: ${reason}`,
  );
}

describe("A definition", () => {
  describe("reports", () => {
    const cases: [title: string, given: Properties, expected: string[]][] = [
      [
        "a missing required property",
        { name: null, wheels: [{}] },
        ["name: Missing. Name of the bicycle.", "wheels[0].inches: Missing. Size of the wheel."],
      ],
      ["an empty text", { name: "" }, ['name: Must be non-empty text, but is "".']],
      ["a number instead of text", { name: 5 }, ["name: Must be non-empty text, but is 5."]],
      [
        "text that does not match the pattern",
        { owner: "Ada L." },
        ['owner: Must be lower-case letters, but is "Ada L.". Ask the owner.'],
      ],
      ["a number below the minimum", { gears: 0 }, ["gears: Must be a whole number from 1 to 30, but is 0."]],
      ["a negative number", { gears: -3 }, ["gears: Must be a whole number from 1 to 30, but is -3."]],
      ["a number above the maximum", { gears: 31 }, ["gears: Must be a whole number from 1 to 30, but is 31."]],
      [
        "a fraction instead of a whole number",
        { gears: 1.5 },
        ["gears: Must be a whole number from 1 to 30, but is 1.5."],
      ],
      ["a number as text", { gears: "3" }, ['gears: Must be a whole number from 1 to 30, but is "3".']],
      ["a fraction out of bounds", { weight: 0.4 }, ["weight: Must be a number from 0.5 to 50, but is 0.4."]],
      ["a boolean as text", { isElectric: "true" }, ['isElectric: Must be true or false, but is "true".']],
      [
        "a value that is not in the enumeration",
        { colour: "blue" },
        ['colour: Must be one of red, green, but is "blue".'],
      ],
      [
        "the name of a property that every JavaScript object has",
        { colour: "toString" },
        ['colour: Must be one of red, green, but is "toString".'],
      ],
      ["text instead of a list", { wheels: "two" }, ['wheels: Must be a list, but is "two".']],
      [
        "an empty list",
        { wheels: [] },
        ["wheels: Must be a list with at least one entry, but is an empty list. Leave it out."],
      ],
      ["a number instead of an object", { wheels: [{ inches: 20 }, 28] }, ["wheels[1]: Must be an object, but is 28."]],
      ["a list instead of an object", { wheels: [[1]] }, ["wheels[0]: Must be an object, but is a list."]],
      [
        "an object instead of text",
        { owner: { name: "Ada" } },
        ["owner: Must be lower-case letters, but is an object. Ask the owner."],
      ],
      [
        "a file with an empty path",
        { manual: "" },
        ['manual: Must be the path of a file, or a FileAsset or StringAsset, but is "".'],
      ],
      [
        "an asset instead of text",
        { owner: new Asset("text", "ada") },
        ["owner: Must be lower-case letters, but is an asset. Ask the owner."],
      ],
      [
        "an unknown property",
        { bell: "loud", constructor: "x", wheels: [{ inches: 20, width: 2 }] },
        [
          "wheels[0].width: Unknown property. Valid properties: inches.",
          `bell: Unknown property. Valid properties: ${Object.keys(bicycle).join(", ")}.`,
          `constructor: Unknown property. Valid properties: ${Object.keys(bicycle).join(", ")}.`,
        ],
      ],
      [
        "a long text, shortened",
        { colour: "x".repeat(100) },
        [`colour: Must be one of red, green, but is "${"x".repeat(56)}…".`],
      ],
      ["a secret, without showing it", { code: "abc" }, ["code: Must be digits, but is a secret value (not shown)."]],
      [
        "all problems at once",
        { gears: 0, isElectric: 1 },
        ["gears: Must be a whole number from 1 to 30, but is 0.", "isElectric: Must be true or false, but is 1."],
      ],
    ];
    for (const [title, given, expected] of cases) {
      it(title, () => {
        expect(problems(given)).to.deep.equal(expected);
        expect(() => read(bicycle, { name: "b", ...given })).to.throw(InvalidPropertiesError, expected.join("\n"));
      });
    }
  });

  it("accepts valid values", () => {
    const given = {
      name: "b",
      owner: "ada",
      gears: 7,
      weight: 12.5,
      isElectric: false,
      colour: "red",
      wheels: [{ inches: 28 }],
      code: "1234",
      manual: new Asset("path", "manual.pdf"),
      notes: { any: [1, null] },
    };
    expect(problems(given)).to.deep.equal([]);
    expect(read(bicycle, given)).to.deep.equal(given);
  });

  it("fills in defaults for omitted and null properties", () => {
    expect(read(bicycle, { name: "b" })).to.deep.equal({ name: "b", gears: 3 });
    expect(withDefaults(bicycle, { gears: null })).to.deep.equal({ gears: 3 });
    expect(withDefaults(bicycle, { gears: 5 })).to.deep.equal({ gears: 5 });
  });

  it("ignores properties that the engine and the SDKs add", () => {
    expect(problems({ __internal: {}, __provider: "x" })).to.deep.equal([]);
  });

  it("reads numbers and booleans from text if asked to", () => {
    const given = { name: "b", gears: "7", weight: "1e1", isElectric: "true" };
    expect(read(bicycle, given, { fromText: true })).to.deep.include({ gears: 7, weight: 10, isElectric: true });
    expect(problems({ gears: "7.0", weight: "", isElectric: "yes" }, { fromText: true })).to.have.length(3);
    expect(problems({ gears: "soon", weight: "Infinity", isElectric: "" }, { fromText: true })).to.have.length(3);
  });

  it("does not show secrets, at any depth", () => {
    const given = { owner: "Ada L.", wheels: [{ inches: 99 }], colour: "blue" };
    expect(problems(given, { secrets: new Set(["owner", "wheels"]) })).to.deep.equal([
      "owner: Must be lower-case letters, but is a secret value (not shown). Ask the owner.",
      'colour: Must be one of red, green, but is "blue".',
      "wheels[0].inches: Must be a whole number from 10 to 30, but is a secret value (not shown).",
    ]);
  });

  describe("with unknown values", () => {
    const given = { name: unknown, gears: 7, wheels: [{ inches: 28 }, unknown], colour: "red" };

    it("reports problems of the known values only", () => {
      expect(check(bicycle, given).found).to.deep.equal([]);
      expect(check(bicycle, { ...given, gears: 0 }).found.map(({ property }) => property)).to.deep.equal(["gears"]);
    });

    it("reads the known values", () => {
      expect(readKnown(bicycle, given)).to.deep.equal({ gears: 7, colour: "red" });
      expect(readKnown(bicycle, {})).to.deep.equal({ gears: 3 });
      expect(readKnown(bicycle, { gears: unknown })).to.deep.equal({});
      expect(() => readKnown(bicycle, { name: unknown, colour: "blue" })).to.throw(InvalidPropertiesError, "colour");
    });

    it("cannot be read completely", () => {
      expect(() => read(bicycle, given)).to.throw(
        InvalidPropertiesError,
        "name: The value is unknown, but is needed here.\nwheels[1]: The value is unknown, but is needed here.",
      );
    });
  });
});

describe("Two values", () => {
  const value = fc.jsonValue() as fc.Arbitrary<Value>;

  it("equal their copies, and an unknown equals nothing", () => {
    fc.assert(fc.property(value, (one) => sameValue(one, structuredClone(one as object) as Value)));
    fc.assert(fc.property(value, (one) => !sameValue(one, unknown) && !sameValue([one, unknown], [one, unknown])));
  });

  it("are equal if and only if their JSON is, regardless of the order of properties", () => {
    const ordered = (one: unknown): string =>
      JSON.stringify(one, (_, part) =>
        typeof part === "object" && part !== null && !Array.isArray(part)
          ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
          : part,
      );
    fc.assert(fc.property(value, value, (one, other) => sameValue(one, other) === (ordered(one) === ordered(other))));
  });

  it("contain an unknown at any depth", () => {
    expect(hasUnknown({ a: [{ b: unknown }] })).to.equal(true);
    expect(hasUnknown({ a: [{ b: new Asset("text", "x") }] })).to.equal(false);
  });
});
