import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { defaultScenario, startEmulator } from "../../emulator/src/index.ts";
import { goEnvironment } from "../../scripts/setup/languages/go.mjs";
import { isOnPath } from "../../scripts/setup/missingTool.mjs";
import { built, languageOf, openLanguageProject } from "../languages/language.ts";
import { skip } from "../skip.ts";
import { type Block, blocksIn } from "./blocks.ts";
import { typeErrors } from "./compileTypeScript.ts";
import { mergeYaml } from "./mergeYaml.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");
const documents = [
  "docs/_index.md",
  ...readdirSync(join(root, "docs", "reference")).map((name) => `docs/reference/${name}`),
];

/** The examples in one language, by where they are. */
function examplesIn(language: string): Map<string, Block> {
  const found = documents.flatMap((document) =>
    blocksIn(readFileSync(join(root, document), "utf8"))
      .filter((block) => block.language === language)
      .map((block): [string, Block] => [`${document}, line ${block.line}`, block]),
  );
  return new Map(found);
}

/** Calls with a folder that has these files, and deletes it. */
async function inFolder(files: ReadonlyMap<string, string>, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "rocketmq-examples-"));
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs each program with Pulumi's mocks: without an engine, but the SDK checks every name, argument and result. */
const runWithMocks = `
import runpy
import sys
import pulumi

class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        return [args.name, args.inputs]

    def call(self, args):
        return {}

pulumi.runtime.set_mocks(Mocks())
pulumi.runtime.set_all_config({"project:singaporeSecretKey": "invented"})
for program in sys.argv[1:]:
    runpy.run_path(program, run_name="__main__")
`;

describe("The examples in docs/_index.md and docs/reference", function () {
  this.timeout(300_000);

  it("are programs in every language, and no other blocks", () => {
    const languages = ["typescript", "python", "go", "csharp", "java", "yaml"];
    const counts = languages.map((language) => examplesIn(language).size);
    expect(counts[0]).to.be.greaterThan(5);
    expect(new Set(counts).size, `programs by language: ${counts}`).to.equal(1);
    const all = documents.flatMap((document) => blocksIn(readFileSync(join(root, document), "utf8")));
    expect([...new Set(all.map(({ language }) => language))]).to.have.members(languages);
  });

  it("compile in TypeScript", () => {
    const programs = [...examplesIn("typescript")].map(([place, { code }]): [string, string] => [place, code]);
    expect(typeErrors(new Map(programs))).to.deep.equal([]);
  });

  it("run in Python", async function () {
    languageOf("Python", this);
    const programs = new Map([...examplesIn("python").values()].map(({ code }, index) => [`p${index}.py`, code]));
    await inFolder(new Map([...programs, ["mocks.py", runWithMocks]]), async (folder) => {
      await run(join(built, "python", "bin", "python"), ["mocks.py", ...programs.keys()], { cwd: folder });
    });
  });

  it("compile in Java", async function () {
    languageOf("Java", this);
    const java = [...examplesIn("java").values()];
    const programs = new Map(
      java.map(({ code }, index) => [`block${index}/App.java`, `package block${index};\n${code}`]),
    );
    const classPath = readFileSync(join(built, "java", "documents", "target", "classpath"), "utf8");
    await inFolder(programs, async (folder) => {
      await run("javac", ["-d", "classes", "-cp", classPath, ...programs.keys()], { cwd: folder });
    });
  });

  it("compile in C#", async function () {
    if (!isOnPath("dotnet")) skip(this, "dotnet is not on PATH");
    const sdk = join(root, "sdk", "dotnet", "PulumiHuaweiCloud.RocketMQ.csproj");
    for (const { code } of examplesIn("csharp").values()) {
      const project = `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net8.0</TargetFramework></PropertyGroup><ItemGroup><ProjectReference Include="${sdk}" /></ItemGroup></Project>`;
      const files = new Map([
        ["example.csproj", project],
        ["Program.cs", code],
      ]);
      await inFolder(files, async (folder) => {
        await run("dotnet", ["build"], { cwd: folder });
      });
    }
  });

  it("are accepted by the provider in YAML, all in one preview", async function () {
    const language = languageOf("YAML", this);
    const instances = [
      { id: "11111111-2222-3333-4444-555555555555", name: "shop", tasks: [] },
      { id: "22222222-3333-4444-5555-666666666666", name: "billing", tasks: [] },
    ];
    const emulator = await startEmulator({
      scenario: {
        ...defaultScenario,
        instances,
        accessKeys: [...defaultScenario.accessKeys, { accessKey: "EXAMPLEACCESSKEY0000", secretKey: "invented" }],
      },
    });
    for (const { id } of instances) {
      emulator.addTask(id, { name: "orders-from-rabbitmq", type: "rabbitToRocket", status: "finished" });
    }
    const { id = "" } = emulator.tasks(instances[0]?.id ?? "")[0] ?? {};
    const yaml = [...examplesIn("yaml").values()].map(({ code }) => code);
    const program = mergeYaml(yaml).replaceAll("33333333-4444-5555-6666-777777777777", id);
    const definitions = readFileSync(join(root, "examples", "migrate-rabbitmq", "definitions.json"), "utf8");
    const files = {
      "Pulumi.yaml": program,
      "definitions.json": definitions,
      "payments.json": definitions,
      "metadata.json": readFileSync(join(root, "examples", "migrate-rocketmq", "metadata.json"), "utf8"),
    };
    const project = await openLanguageProject(language, files, {
      HUAWEICLOUD_SDK_REGION_ROCKETMQ_AP_SOUTHEAST_3: emulator.url,
    });
    try {
      await project.init("dev", emulator.url);
      for (const [, name = ""] of program.matchAll(/^ {2}(p\d+-singaporeSecretKey):$/gm)) {
        await project.run("config", "set", "--secret", `all:${name}`, "invented");
      }
      const { status, output } = await project.run("preview");
      expect(status, output).to.equal(0);
    } finally {
      await project.close();
      await emulator.close();
    }
  });

  it("compile in Go", async function () {
    languageOf("Go", this);
    const sdk = join(root, "sdk", "go");
    const requirements = readFileSync(join(sdk, "go.mod"), "utf8");
    const [, module = "", rest = ""] = /^module (\S+)\n(.*)$/s.exec(requirements) ?? [];
    const programs = [...examplesIn("go").values()].map(({ code }, index): [string, string] => [
      `block${index}/main.go`,
      code,
    ]);
    const files = new Map([
      ["go.mod", `module examples\n${rest}\nrequire ${module} v0.0.0\nreplace ${module} => ${sdk}\n`],
      ["go.sum", readFileSync(join(sdk, "go.sum"), "utf8")],
      ...programs,
    ]);
    const env = { ...process.env, ...goEnvironment, GOFLAGS: "-mod=mod", GOPROXY: "off" };
    await inFolder(files, async (folder) => {
      await run("go", ["vet", "./..."], { cwd: folder, env });
    });
  });
});
