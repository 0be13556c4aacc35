import { expect } from "chai";
import { packageSchema } from "../../provider/src/package/schema.ts";

/** The part of Pulumi's schema that is tested here. */
interface Spec {
  readonly type?: string;
  readonly description?: string;
  readonly secret?: boolean;
  readonly inputProperties?: Specs;
  readonly properties?: Specs;
  readonly inputs?: Spec;
  readonly outputs?: Spec;
  readonly enum?: readonly (Spec & { readonly name: string; readonly value: string })[];
}
type Specs = Readonly<Record<string, Spec>>;

const schema = packageSchema() as {
  readonly config: { readonly variables: Specs };
  readonly provider: Spec;
  readonly functions: Specs;
  readonly resources: Specs;
  readonly types: Specs;
};

/** Everything that has documentation, with its place. */
function* documented(): Generator<[place: string, spec: Spec]> {
  yield* within("config", schema.config.variables);
  yield ["provider", schema.provider];
  yield* within("provider", schema.provider.inputProperties);
  for (const [token, spec] of Object.entries({ ...schema.functions, ...schema.resources, ...schema.types })) {
    yield [token, spec];
    yield* within(`${token} inputs`, spec.inputs?.properties);
    yield* within(`${token} outputs`, spec.outputs?.properties);
    yield* within(`${token} inputs`, spec.inputProperties);
    yield* within(token, spec.properties);
    for (const each of spec.enum ?? []) yield [`${token} ${each.value}`, each];
  }
}

function* within(place: string, specs: Specs = {}): Generator<[place: string, spec: Spec]> {
  for (const [name, spec] of Object.entries(specs)) yield [`${place}.${name}`, spec];
}

describe("The package's schema", () => {
  it("describes every function, resource, type, property and value in sentences", () => {
    const entries = [...documented()];
    expect(entries.length).to.be.above(100);
    const lacking = entries
      .filter(
        ([, { description = "" }]) => !/^[A-Z`*].{3,}[.:`]$/s.test(description.split("\n\n{{% examples %}}")[0] ?? ""),
      )
      .map(([place, { description }]) => `${place}: ${description?.slice(0, 200)}`);
    expect(lacking).to.deep.equal([]);
  });

  it("has every type that it refers to, and no others", () => {
    const referred = new Set([...JSON.stringify(schema).matchAll(/"#\/types\/([^"]+)"/g)].map(([, token]) => token));
    expect([...referred]).to.have.members(Object.keys(schema.types));
  });

  it("marks keys as secrets, without a default from the environment, which would be written into state", () => {
    const secrets = Object.entries(schema.config.variables).filter(([, spec]) => spec.secret);
    expect(secrets.map(([name]) => name)).to.deep.equal(["accessKey", "secretKey", "securityToken"]);
    expect(JSON.stringify(schema)).not.to.include("defaultInfo");
  });

  it("has the same properties as configuration and as arguments of the provider", () => {
    expect(schema.provider.inputProperties).to.deep.equal(schema.config.variables);
  });

  it("documents every default once", () => {
    const { acceptStatuses, pollIntervalSeconds } =
      schema.resources["huaweicloud-rocketmq:index:MigrationGate"]?.inputProperties ?? {};
    expect(acceptStatuses?.description).to.match(/never does\. Default: `finished`\.$/);
    expect(pollIntervalSeconds?.description).to.match(/interval applies\. Default: `10`\.$/);
    const twice = [...documented()].filter(([, { description }]) => (description?.match(/Default:/g) ?? []).length > 1);
    expect(twice.map(([place]) => place)).to.deep.equal([]);
  });

  it("names statuses and types of tasks as the service does", () => {
    const values = (name: string) =>
      schema.types[`huaweicloud-rocketmq:index:${name}`]?.enum?.map(({ value }) => value);
    expect(values("MigrationTaskStatus")).to.deep.equal(["creating", "starting", "failed", "finished"]);
    expect(values("MigrationTaskType")).to.deep.equal(["rocketmq", "rabbitToRocket"]);
    expect(values("MigrationQueryType")).to.deep.equal(["vhost", "exchange", "queue", "all"]);
  });

  it("returns statuses and types as strings, because enums in Python and Java fail on one that the service adds", () => {
    const { status, type } = schema.functions["huaweicloud-rocketmq:index:getMigrationTask"]?.outputs?.properties ?? {};
    expect([status?.type, type?.type]).to.deep.equal(["string", "string"]);
  });

  it("names enum values alike in every language", () => {
    const filterType = schema.types["huaweicloud-rocketmq:index:TopicFilterType"];
    expect(filterType?.enum?.map(({ name }) => name)).to.deep.equal(["SingleTag", "MultiTag"]);
  });
});
