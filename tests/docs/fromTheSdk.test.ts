import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import {
  defaultAccessKey,
  defaultProjectId,
  defaultScenario,
  defaultSecretKey,
  type Emulator,
  startEmulator,
} from "../../emulator/src/index.ts";
import { huaweiSdks, sdkPrograms } from "../clients/sdkPrograms.ts";
import { built, languageOf, openLanguageProject } from "../languages/language.ts";
import { skip } from "../skip.ts";
import { checkoutPlugin } from "../stack/project.ts";
import { testBlocks } from "./blocks.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");
const instanceId = "11111111-2222-3333-4444-555555555555";

describe("docs/from-the-sdk.md", function () {
  this.timeout(180_000);
  let emulator: Emulator;
  let folder: string;

  before(async () => {
    const instances = [{ id: instanceId, name: "shop", tasks: [] }];
    emulator = await startEmulator({ scenario: { ...defaultScenario, instances } });
    emulator.addTask(instanceId, { name: "orders", type: "rocketmq", status: "finished" });
    emulator.addTask(instanceId, { name: "payments", type: "rabbitToRocket", status: "starting" });
  });
  after(() => emulator.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "from-the-sdk-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const environment = () => ({
    CLOUD_SDK_AK: defaultAccessKey,
    CLOUD_SDK_SK: defaultSecretKey,
    PROJECT_ID: defaultProjectId,
    HUAWEICLOUD_SDK_REGION_ROCKETMQ_CN_NORTH_4: emulator.url,
  });

  /** Runs a program of Huawei's SDK. */
  async function runSdk(file: string, args: readonly string[]) {
    const env = { ...process.env, ...environment() };
    const { stdout } = await run(file, args, { cwd: folder, env });
    expect(stdout).to.equal("orders finished\npayments starting\n");
  }

  /** Previews a program of this provider. */
  async function preview(name: string, context: Mocha.Context, files: Readonly<Record<string, string>>) {
    const project = await openLanguageProject(languageOf(name, context), files, environment());
    try {
      await project.init("dev", emulator.url);
      const { status, output } = await project.run("preview");
      expect(status, output).to.equal(0);
      expect(output).to.match(/orders finished\s+payments starting/);
    } finally {
      await project.close();
    }
  }

  /** Installs Huawei's SDK for the language, unless it is there. */
  async function provideSdk(name: string, context: Mocha.Context) {
    const impossible = await sdkPrograms.find(({ title }) => title === `Huawei's SDK for ${name}`)?.prepare();
    if (impossible !== undefined) skip(context, impossible);
  }

  function write(name: string, content: string): string {
    writeFileSync(join(folder, name), content);
    return name;
  }

  const example = (language: string, name: string) => readFileSync(join(root, "examples", language, name), "utf8");
  const projectFile = (runtime: string) => `name: doc\nruntime: ${runtime}\n${checkoutPlugin}\n`;

  testBlocks("from-the-sdk.md", {
    async Python({ code }, _, context) {
      await provideSdk("Python", context);
      await runSdk(huaweiSdks.python, ["-c", code]);
    },
    "Python (2)"({ code }, _, context) {
      const runtime = "{name: python, options: {toolchain: pip, virtualenv: venv}}";
      return preview("Python", context, { "Pulumi.yaml": projectFile(runtime), "__main__.py": code });
    },
    async Go({ code }, _, context) {
      await provideSdk("Go", context);
      for (const name of ["go.mod", "go.sum"]) cpSync(join(huaweiSdks.goModule, name), join(folder, name));
      write("main.go", code);
      await runSdk("go", ["run", "-ldflags=-w", "."]);
    },
    "Go (2)"({ code }, _, context) {
      const [module, sums] = ["go.mod", "go.sum"].map((name) => example("go", name));
      const files = { "Pulumi.yaml": projectFile("go"), "main.go": code, "go.mod": module ?? "", "go.sum": sums ?? "" };
      return preview("Go", context, files);
    },
    Java({ code }, _, context) {
      languageOf("Java", context);
      const classPath = readFileSync(join(built, "java", "documents", "target", "classpath"), "utf8");
      return runSdk("java", ["-cp", classPath, write("App.java", code)]);
    },
    async "Java (2)"({ code }, _, context) {
      languageOf("Java", context);
      // The class path of the example's program is also this program's.
      const classPath = join(built, "java", "program.jar");
      await run("javac", ["-cp", classPath, write("App.java", code)], { cwd: folder });
      const manifest = write("manifest", `Main-Class: App\nClass-Path: ${pathToFileURL(classPath)} ./\n`);
      await run("jar", ["--create", "--file", "app.jar", "--manifest", manifest], { cwd: folder });
      const binary = JSON.stringify(join(folder, "app.jar"));
      await preview("Java", context, { "Pulumi.yaml": projectFile(`{name: java, options: {binary: ${binary}}}`) });
    },
  });
});
