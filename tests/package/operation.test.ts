import { expect } from "chai";
import { ResponseError, systemClock } from "../../provider/src/cloud/index.ts";
import { PollerRegistry } from "../../provider/src/migration/index.ts";
import { defineFunction } from "../../provider/src/package/definition/function.ts";
import {
  InvalidPropertiesError,
  type MarkedProperties,
  optional,
  type Properties,
  required,
  text,
} from "../../provider/src/package/definition/index.ts";
import { defineResource, InitializationError } from "../../provider/src/package/definition/resource.ts";
import { findFunction, findResource, UnknownTokenError } from "../../provider/src/package/find.ts";
import { Operation } from "../../provider/src/package/operation.ts";
import { parseUrn } from "../../provider/src/package/urn.ts";

const reports: string[] = [];

function startOperation(): Operation {
  reports.length = 0;
  return new Operation({
    get client(): never {
      throw new Error("not configured");
    },
    signal: new AbortController().signal,
    clock: systemClock,
    pollers: new PollerRegistry(systemClock),
    reportFor: (urn, mask) => ({
      progress: (line) => reports.push(`${urn}: ${mask(line)}`),
      info: (line) => reports.push(`${urn}: ${mask(line)}`),
      warning: (line) => reports.push(`${urn}: ${mask(line)}`),
    }),
  });
}

const marked = (properties: Properties, ...secrets: string[]): MarkedProperties => ({
  properties,
  secrets: new Set(secrets),
});

const inputs = {
  name: required(text({ pattern: /^[a-z]+$/, allowed: "lower-case letters" }), "Its name."),
  colour: optional(text(), "Its colour.", { default: "green" }),
};

const greet = defineFunction({
  name: "greet",
  description: "Greets.",
  inputs,
  outputs: { greeting: required(text(), "The greeting.") },
  async run({ name }) {
    if (name === "nobody") throw new ResponseError(`There is ${name} here.`);
    return { greeting: `Hello ${name}` };
  },
});

const boat = defineResource({
  name: "Boat",
  description: "A boat.",
  inputs,
  checkedInputs: inputs,
  outputs: { status: required(text(), "Its status.", { open: true }) },
  readBeforeUpdate: true,
  async create({ inputs: { name, colour }, timeoutSeconds }, { report }) {
    report.info(`Builds ${name} in ${colour}, within ${timeoutSeconds} s.`);
    if (name === "titanic") throw new InitializationError("boat", { status: "sunk" }, [`The ${name} has sunk.`]);
    return { id: "boat", outputs: { status: "afloat" } };
  },
  async update({ oldOutputs }) {
    throw new Error(`Cannot repaint a ${oldOutputs.status} boat called ${oldOutputs.name}.`);
  },
  async read({ id, inputs: known = {}, outputs }) {
    return id === "gone" ? undefined : { id, inputs: known, outputs };
  },
  async delete() {},
});

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => {
      throw new Error("It did not fail.");
    },
    (error: Error) => error,
  );

describe("An operation", () => {
  it("marks everything that a function found out with a secret", async () => {
    const answer = (...secrets: string[]) => startOperation().invoke(greet, marked({ name: "ada" }, ...secrets));
    expect(await answer()).to.deep.equal(marked({ greeting: "Hello ada" }));
    expect(await answer("name")).to.deep.equal(marked({ greeting: "Hello ada" }, "greeting"));
  });

  it("throws a function's error as it is, and masks it if an argument is a secret", async () => {
    const plain = await failureOf(startOperation().invoke(greet, marked({ name: "nobody" })));
    expect(plain).to.be.instanceOf(ResponseError);
    const masked = await failureOf(startOperation().invoke(greet, marked({ name: "nobody" }, "name")));
    expect(masked)
      .to.include({ message: "There is [secret] here.", code: "RESPONSE" })
      .and.not.instanceOf(ResponseError);
  });

  it("reports invalid arguments without secrets", async () => {
    const error = await failureOf(startOperation().invoke(greet, marked({ name: "ADA", colour: "ADA" }, "name")));
    expect(error).to.be.instanceOf(InvalidPropertiesError);
    expect(error.message).to.equal("name: Must be lower-case letters, but is a secret value (not shown).");
  });

  it("fills in defaults when it checks, and names secret and nested properties in the reason alone", async () => {
    const check = (news: MarkedProperties) => startOperation().check(boat, { urn: "urn", olds: marked({}), news });
    expect(await check(marked({ name: "ada" }, "name"))).to.deep.equal({
      inputs: marked({ name: "ada", colour: "green" }, "name", "colour"),
      problems: [],
    });
    expect((await check(marked({ name: "ADA" }, "name"))).problems).to.deep.equal([
      { property: "", reason: "name: Must be lower-case letters, but is a secret value (not shown)." },
    ]);
  });

  it("creates with the default time limit, and masks what it reports", async () => {
    const asked = { urn: "urn", inputs: marked({ name: "ada" }, "name") };
    expect(await startOperation().create(boat, asked)).to.deep.equal({
      id: "boat",
      state: marked({ name: "ada", status: "afloat" }, "name", "status"),
      readBeforeUpdate: true,
    });
    expect(reports).to.deep.equal(["urn: Builds [secret] in green, within 3600 s."]);
  });

  it("masks the reasons of an initialization error", async () => {
    const asked = { urn: "urn", inputs: marked({ name: "titanic" }, "name") };
    const error = await failureOf(startOperation().create(boat, asked));
    expect(error).to.be.instanceOf(InitializationError);
    expect(error).to.deep.include({ id: "boat", outputs: { status: "sunk" }, reasons: ["The [secret] has sunk."] });
  });

  it("masks secrets in state, but not an open output", async () => {
    const oldState = marked({ name: "bounty", status: "afloat" }, "name", "status");
    const asked = { urn: "urn", id: "boat", inputs: marked({ name: "ada" }), oldState };
    const error = await failureOf(startOperation().update(boat, asked));
    expect(error.message).to.equal("Cannot repaint a afloat boat called [secret].");
  });

  it("reads a resource, or says that it no longer exists", async () => {
    const known = {
      urn: "urn",
      inputs: marked({ name: "ada" }, "name"),
      state: marked({ status: "afloat" }, "status"),
    };
    expect(await startOperation().read(boat, { ...known, id: "boat" })).to.deep.equal({
      id: "boat",
      inputs: marked({ name: "ada" }, "name", "status"),
      state: marked({ name: "ada", status: "afloat" }, "name", "status"),
      readBeforeUpdate: true,
    });
    expect(await startOperation().read(boat, { ...known, id: "gone" })).to.equal(undefined);
  });

  it("compares an input that state lacks as its default", async () => {
    const { diff } = boat;
    const changes = (colour: string) =>
      diff({
        urn: "urn",
        id: "boat",
        oldInputs: { name: "ada" },
        oldOutputs: {},
        newInputs: { name: "ada", colour },
        memory: {} as never,
      }).changed;
    expect(changes("green")).to.deep.equal([]);
    expect(changes("red")).to.deep.equal(["colour"]);
  });
});

describe("The package", () => {
  it("finds functions by token and resources by the type in their URN, and names an unknown one", () => {
    const module = "huaweicloud-rocketmq:index";
    expect(findFunction(`${module}:getMigrationTask`).name).to.equal("getMigrationTask");
    expect(findResource(`urn:pulumi:s::p::my:index:Move$${module}:MigrationGate::a::b`).name).to.equal("MigrationGate");
    expect(() => findFunction(`${module}:getQueues`)).to.throw(
      UnknownTokenError,
      `has no function ${module}:getQueues.`,
    );
    expect(() => findResource("urn:pulumi:s::p::a:b:C::d")).to.throw(UnknownTokenError, "has no resource a:b:C.");
  });

  it("splits URNs, with names that contain colons", () => {
    expect(parseUrn("urn:pulumi:dev::shop::a:b:C$d:e:F::orders::eu")).to.deep.equal({
      stack: "dev",
      project: "shop",
      type: "d:e:F",
      name: "orders::eu",
    });
  });
});
