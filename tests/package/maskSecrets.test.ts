import { expect } from "chai";
import fc from "fast-check";
import { percentEncode } from "../../provider/src/cloud/signing/percentEncode.ts";
import { Asset, type Properties } from "../../provider/src/package/definition/value.ts";
import { maskSecrets } from "../../provider/src/package/maskSecrets.ts";

/** The forms of a text in an error, a log line, a URL. */
const forms: Readonly<Record<string, (secret: string) => string>> = {
  "as it is": (secret) => secret,
  "in JSON": (secret) => JSON.stringify({ token: secret }),
  "in JSON in JSON": (secret) => JSON.stringify(JSON.stringify([secret])),
  "in JSON of ASCII alone": (secret) =>
    JSON.stringify(secret).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  "in a URL": (secret) => `https://host/${encodeURIComponent(secret)}?a=b`,
  "in a signed URL": (secret) => `https://host/?q=${percentEncode(secret)}&a=b`,
  "in a form": (secret) => `q=${encodeURIComponent(secret).replaceAll("%20", "+")}`,
  "in a URL in lower case": (secret) => encodeURIComponent(secret).replace(/%../g, (triple) => triple.toLowerCase()),
  "JSON in a URL": (secret) => encodeURIComponent(JSON.stringify(secret)),
};

/** A mask for these of the properties. */
const maskFor = (properties: Properties, names: readonly string[]) =>
  maskSecrets({ properties, secrets: new Set(names) });

describe("A mask", () => {
  const properties = {
    instanceId: "an instance",
    topics: [{ name: "orders", perm: 6 }, { name: "orders-eu" }, { name: "q" }],
    token: "orders-eu-west",
  };

  it("masks every text of a secret property, the longest first", () => {
    const mask = maskFor(properties, ["topics", "token"]);
    expect(mask("an instance: orders, orders-eu, orders-eu-west")).to.equal(
      "an instance: [secret], [secret], [secret]",
    );
  });

  it("leaves texts that are too short to give anything away", () => {
    expect(maskFor(properties, ["topics"])("the queue q")).to.equal("the queue q");
  });

  it("masks numbers of at least four characters", () => {
    const mask = maskFor({ limit: 31_337, deep: [{ delta: -204 }], small: 404 }, ["limit", "deep", "small"]);
    expect(mask("limit 31337, delta -204, HTTP 404")).to.equal("limit [secret], delta [secret], HTTP 404");
  });

  it("masks a secret whose control characters were escaped, and escapes all others", () => {
    const mask = maskFor({ key: "é\u009bx<{%" }, ["key"]);
    expect(mask(String.raw`é\u009bx<{ %`)).to.equal("[secret]");
    expect(mask("é\u009bx<{% \u001b[2J")).to.equal(String.raw`[secret] \u001b[2J`);
    expect(maskFor({}, [])("\u001b[2J")).to.equal(String.raw`\u001b[2J`);
  });

  it("changes nothing without secrets", () => {
    expect(maskFor(properties, [])("topic orders failed")).to.equal("topic orders failed");
  });

  it("masks a secret that is written with escapes", () => {
    const mask = maskFor({ key: 'pa"ss', path: "a b/é", html: "<tag>" }, ["key", "path", "html"]);
    expect(mask(String.raw`{"key":"pa\"ss"}`)).to.equal('{"key":"[secret]"}');
    expect(mask(String.raw`"{\"key\":\"pa\\\"ss\"}"`)).to.equal(String.raw`"{\"key\":\"[secret]\"}"`);
    expect(mask("/a+b%2F%C3%A9 /a%20b%2f%c3%a9")).to.equal("/[secret] /[secret]");
    expect(mask(String.raw`"\u003ctag\u003e"`)).to.equal('"[secret]"');
  });

  it("masks the beginning of a secret where the text was cut, from six characters on", () => {
    const mask = maskFor({ key: "swordfish-of-old" }, ["key"]);
    expect(mask("key swordf…")).to.equal("key [secret]…");
    expect(mask("key swordfish-of... and more")).to.equal("key [secret]... and more");
    expect(mask("key sword…")).to.equal("key sword…");
  });

  it("masks overlapping secrets completely", () => {
    expect(maskFor({ one: "abcd", other: "cdef" }, ["one", "other"])("<abcdef>")).to.equal("<[secret]>");
  });

  it("covers the text of assets, and every value in lists and objects", () => {
    const mask = maskFor({ file: new Asset("text", "first\nsecond"), deep: { a: [{ b: "hidden" }] } }, [
      "file",
      "deep",
    ]);
    expect(mask("got first\nsecond, hidden")).to.equal("got [secret], [secret]");
  });

  it("is fast with 50,000 secret names", () => {
    const queues = Array.from({ length: 50_000 }, (_, index) => ({ name: `queue-${index}` }));
    const mask = maskFor({ queues }, ["queues"]);
    expect(mask(`${"queue-77 ".repeat(500)}end`)).to.equal(`${"[secret] ".repeat(500)}end`);
  });

  for (const [title, write] of Object.entries(forms)) {
    it(`masks every secret ${title}`, () => {
      const secretText = fc.string({
        unit: fc.constantFrom(...("abcXYZ019\"\\/%+ !'()*<>&\n\té漢😀-_.~".match(/./gsu) ?? [])),
        minLength: 3,
        maxLength: 20,
      });
      fc.assert(
        fc.property(fc.array(secretText, { minLength: 1, maxLength: 4 }), fc.array(fc.string()), (secrets, around) => {
          const text = secrets.map((secret, index) => `${around[index] ?? ""}${write(secret)}`).join("|");
          const mask = maskFor({ value: secrets }, ["value"]);
          for (const piece of mask(text).split("[secret]")) {
            for (const secret of secrets) expect(piece).to.not.contain(secret);
          }
          for (const secret of secrets) expect(mask(write(secret))).to.contain("[secret]");
        }),
        { numRuns: 300 },
      );
    });
  }
});
