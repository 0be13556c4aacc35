import { expect } from "chai";
import fc from "fast-check";
import {
  MetadataError,
  parseRabbitMqDefinitions,
  parseRocketMqExport,
} from "../../../provider/src/migration/metadata/index.ts";
import { syntaxErrorOffset } from "../../../provider/src/migration/metadata/syntaxError.ts";

/** JSON texts with one character removed, inserted or replaced. */
const damagedJson = fc
  .tuple(fc.json(), fc.nat(), fc.constantFrom("", "x", '"', "{", "]", ",", ":", "\\", "0", "\n"), fc.boolean())
  .map(([json, position, character, exchange]) => {
    const at = position % (json.length + 1);
    return json.slice(0, at) + character + json.slice(at + (exchange || character === "" ? 1 : 0));
  });

function errorOf(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

describe("The offset of a syntax error", () => {
  it("is the end of valid JSON", () => {
    fc.assert(fc.property(fc.json(), (json) => syntaxErrorOffset(` ${json}\n`) === json.length + 2));
  });

  it("is the one that Node reports, if Node reports one", () => {
    let compared = 0;
    fc.assert(
      fc.property(damagedJson, (text) => {
        const error = errorOf(text) ?? "";
        // Inside a number and an escape, Node points somewhere else within it.
        fc.pre(!/number|digits|minus|fraction|exponent|escape/i.test(error));
        const position = /at position (\d+)/.exec(error)?.[1];
        const atEnd = /end of JSON input|Unterminated string/.test(error);
        if (position !== undefined || atEnd) {
          compared += 1;
          expect(syntaxErrorOffset(text), error).to.equal(atEnd ? text.length : Number(position));
        }
      }),
      { numRuns: 2000 },
    );
    expect(compared).to.be.greaterThan(200);
  });

  it("is before the end only if nothing that follows could make the text valid", () => {
    fc.assert(
      fc.property(damagedJson, (text) => {
        fc.pre(errorOf(text) !== undefined);
        const offset = syntaxErrorOffset(text);
        expect(offset).to.be.within(0, text.length);
        expect(syntaxErrorOffset(text.slice(0, offset))).to.be.at.most(offset);
        if (offset < text.length) {
          expect(syntaxErrorOffset(`${text.slice(0, offset + 1)}{}`)).to.equal(offset);
        }
      }),
    );
  });
});

describe("Reading a broker's file", () => {
  const section = fc.constantFrom(
    "queues",
    "exchanges",
    "bindings",
    "vhosts",
    "users",
    "policies",
    "permissions",
    "topicConfigTable",
    "subscriptionGroupTable",
  );
  const structured = fc.dictionary(section, fc.jsonValue()).map((document) => JSON.stringify(document));
  const anything = fc.oneof(fc.string(), fc.json(), damagedJson, structured);

  it("throws nothing but a MetadataError, for any text", () => {
    fc.assert(
      fc.property(anything, fc.option(fc.string(), { nil: undefined }), (text, vhost) => {
        for (const read of [
          () => parseRabbitMqDefinitions(text, { vhost }),
          () => parseRocketMqExport([{ text, source: "topics.json" }]),
        ]) {
          try {
            read();
          } catch (error) {
            expect(error).to.be.instanceOf(MetadataError);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("never puts a password hash into an error, wherever the file is damaged", () => {
    const hash = "49gOMOaScQQWsKvlfADD0VsTyxy9wLzImh6dFOSZ9PARHuCw";
    const file = JSON.stringify({ users: [{ name: "app", password_hash: hash }], queues: [{ name: "q", vhost: "v" }] });
    fc.assert(
      fc.property(fc.nat(file.length), fc.constantFrom("", '"', "{", "]", "\\", "\n", "1"), (at, character) => {
        const damaged = file.slice(0, at) + character + file.slice(at + 1);
        try {
          expect(JSON.stringify(parseRabbitMqDefinitions(damaged))).not.to.match(/49gOMO|ARHuCw/);
        } catch (error) {
          expect(error).to.be.instanceOf(MetadataError);
          expect((error as Error).stack).not.to.match(/49gOMO|ARHuCw/);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
