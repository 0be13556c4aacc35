import { expect } from "chai";
import { packageSchema } from "../../provider/src/package/schema.ts";
import { withoutFalseTypeErrors, withStringsForEnums } from "../../scripts/generate/pythonTypes.ts";
import { generateSdks } from "../../scripts/generate/sdks.ts";
import { isOnPath } from "../../scripts/setup/missingTool.mjs";
import { skip } from "../skip.ts";

/** A description with one example in each language, as Pulumi's generators read it. */
const examples = `

{{% examples %}}
## Example Usage

{{% example %}}
${["typescript", "python", "csharp", "go", "java", "yaml"].map((name) => `\`\`\`${name}\nin-${name}\n\`\`\``).join("\n\n")}

{{% /example %}}
{{% /examples %}}
`;

interface Schema {
  readonly functions: Readonly<Record<string, { description: string }>>;
  readonly resources: Readonly<Record<string, { description: string }>>;
}

describe("The generated SDKs", function () {
  // Only if the generator has not been compiled yet.
  this.timeout(300_000);
  let sdks: ReadonlyMap<string, string>;
  let schema: string;

  before(async function () {
    if (!isOnPath("go")) skip(this, "go is not on PATH");
    const given = structuredClone(packageSchema()) as Schema;
    for (const definition of [...Object.values(given.functions), ...Object.values(given.resources)]) {
      definition.description += examples;
    }
    schema = JSON.stringify(given);
    sdks = await generateSdks(schema);
  });

  it("are the same each time", async () => {
    expect([...(await generateSdks(schema))].sort()).to.deep.equal([...sdks].sort());
  });

  for (const [folder, language] of [
    ["nodejs", "typescript"],
    ["python", "python"],
    ["go", "go"],
    ["java", "java"],
    ["dotnet", "csharp"],
  ]) {
    it(`show examples in ${language} alone in sdk/${folder}`, () => {
      const text = [...sdks].filter(([path]) => path.startsWith(`sdk/${folder}/`)).map(([, content]) => content);
      const shown = text.join("\n").match(/\bin-(typescript|python|csharp|go|java|yaml)\b|\{\{%/g);
      expect([...new Set(shown)]).to.deep.equal([`in-${language}`]);
    });
  }
});

describe("The types of the Python SDK", () => {
  it("accept a string wherever an enum is accepted, in lists too, and keep everything else", () => {
    const schema = {
      types: { "p:index:Size": { enum: [{ value: "big" }] }, "p:index:Box": { properties: {} } },
      properties: {
        size: { $ref: "#/types/p:index:Size", description: "Its size." },
        sizes: { type: "array", items: { $ref: "#/types/p:index:Size" } },
        box: { $ref: "#/types/p:index:Box" },
        any: { $ref: "pulumi.json#/Any" },
      },
    };
    const size = { oneOf: [{ type: "string" }, { $ref: "#/types/p:index:Size" }] };
    expect(JSON.parse(withStringsForEnums(JSON.stringify(schema)))).to.deep.equal({
      types: schema.types,
      properties: {
        size: { description: "Its size.", ...size },
        sizes: { type: "array", items: size },
        box: schema.properties.box,
        any: schema.properties.any,
      },
    });
  });

  it("do not insist on a dictionary, but on what else the generator checks", () => {
    const checks = (type: string) =>
      `        if result and not isinstance(result, ${type}):\n            raise TypeError("Expected argument 'result' to be a ${type}")\n`;
    const assignment = '        pulumi.set(__self__, "result", result)\n';
    expect(withoutFalseTypeErrors(checks("dict") + assignment)).to.equal(assignment);
    expect(withoutFalseTypeErrors(checks("str") + assignment)).to.equal(checks("str") + assignment);
  });
});
