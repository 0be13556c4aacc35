import { expect } from "chai";
import fc from "fast-check";
import { completeMetadata } from "../../provider/src/migration/index.ts";
import {
  explicitNames,
  generatedNames,
  type NamedMigration,
  resourceNaming,
} from "../../provider/src/package/migrationTask/names.ts";

const migration: NamedMigration = {
  ...resourceNaming("urn:pulumi:stack::project::T::move"),
  instanceId: "11111111-2222-3333-4444-555555555555",
  metadata: completeMetadata({ kind: "rocketmq", topics: [{ name: "orders" }] }),
  triggers: undefined,
};
const nameOf = (changes: Partial<NamedMigration> = {}, run = 1) => generatedNames({ ...migration, ...changes }).of(run);

describe("A generated name", () => {
  it("differs by stack, project, instance, metadata, triggers and run", () => {
    const names = [
      nameOf(),
      nameOf({}, 2),
      nameOf({}, 3),
      nameOf(resourceNaming("urn:pulumi:other::project::T::move")),
      nameOf(resourceNaming("urn:pulumi:stack::other::T::move")),
      nameOf({ metadata: completeMetadata({ kind: "rocketmq", topics: [{ name: "prices" }] }) }),
      nameOf({ instanceId: "21111111-2222-3333-4444-555555555555" }),
      nameOf({ triggers: ["again"] }),
    ];
    expect(new Set(names).size).to.equal(names.length);
  });

  it("is the same for equivalent metadata, and keeps its hash when the resource is renamed", () => {
    const same = completeMetadata({ kind: "rocketmq", topics: [{ name: "orders", perm: 6 }], consumerGroups: [] });
    expect(nameOf({ metadata: same })).to.equal(nameOf());
    const renamed = generatedNames({ ...migration, ...resourceNaming("urn:pulumi:stack::project::parent$T::moved") });
    expect(renamed.of(1)).to.not.equal(nameOf());
    expect(renamed.siblingRunOf(nameOf())).to.equal(1);
    expect(renamed.siblingRunOf(nameOf({}, 7))).to.equal(7);
    expect(renamed.siblingRunOf(nameOf({ triggers: ["again"] }))).to.equal(undefined);
  });

  it("is valid at the service for every resource name, and contains the number of the run", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: "grapheme" }), fc.integer({ min: 1, max: 9999 }), (name, run) => {
        const names = generatedNames({ ...migration, ...resourceNaming(`urn:pulumi:stack::project::T::${name}`) });
        expect(names.of(run)).to.match(/^[A-Za-z][A-Za-z0-9_-]{3,63}$/);
        expect(names.runOf(names.of(run))).to.equal(run);
      }),
    );
  });
});

describe("An explicit name", () => {
  it("gets a number for every further run, within 64 characters", () => {
    expect(explicitNames("orders").of(1)).to.equal("orders");
    expect(explicitNames("orders").of(2)).to.equal("orders-2");
    expect(explicitNames("a".repeat(64)).of(12)).to.equal(`${"a".repeat(61)}-12`);
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9-]{3,63}$/), fc.integer({ min: 1, max: 9999 }), (name, run) => {
        expect(explicitNames(name).runOf(explicitNames(name).of(run))).to.equal(run);
      }),
    );
  });

  it("recognizes no other names", () => {
    for (const other of ["order", "orders-", "orders-1", "orders-02", "orders-x", "orders-2-2", "my-orders"]) {
      expect(explicitNames("orders").runOf(other), other).to.equal(undefined);
    }
  });
});
