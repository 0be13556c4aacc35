import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import type * as compiler from "typescript";
import {
  defaultAccessKey,
  defaultSecretKey,
  type Emulator,
  emptyInstanceId,
  startEmulator,
} from "../../emulator/src/index.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");
const tsc = join(root, "node_modules", "typescript", "bin", "tsc");

/** The compiler must find exactly the marked mistakes: then no type was lost. */
const mistakes = `import * as pulumi from "@pulumi/pulumi";
import { MigrationGate, MigrationTaskStatus, migrationFinished } from "pulumi-huaweicloud-rocketmq/dynamic";
const gate = new MigrationGate("gate", { instanceId: "a", acceptStatuses: [MigrationTaskStatus.Finished] });
export const name: pulumi.Output<string> = gate.tasks[0].name;
export const hook: pulumi.ResourceHookFunction = migrationFinished({ instanceId: gate.instanceId, timeoutSeconds: 5 });
export const mistake1: pulumi.Output<number> = gate.releasedAt;
export const mistake2 = new MigrationGate("gate", { instance: "a" });
`;

/** In a folder outside of the repository, with the package as npm installs it, and no plugin. */
describe("The npm package, installed elsewhere", function () {
  this.timeout(180_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "rocketmq-elsewhere-"));
    const modules = join(folder, "node_modules");
    await mkdir(join(modules, "@pulumi"), { recursive: true });
    await mkdir(join(modules, "@types"));
    for (const name of ["@pulumi/pulumi", "@types/node", "got", "typescript"]) {
      await symlink(join(root, "node_modules", name), join(modules, name));
    }
    await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: join(root, "sdk", "nodejs") });
    const [tarball = ""] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
    await run("tar", ["-xzf", tarball], { cwd: folder });
    await cp(join(folder, "package"), join(modules, "pulumi-huaweicloud-rocketmq"), { recursive: true });
    await cp(join(root, "examples", "dynamic"), folder, {
      recursive: true,
      filter: (path) => !/node_modules|Pulumi\..+\.yaml$/.test(path),
    });
    await writeFile(join(folder, "mistakes.ts"), mistakes);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [module, moduleResolution] of [
    ["commonjs", "node10"],
    ["nodenext", "nodenext"],
    ["preserve", "bundler"],
  ] as const) {
    it(`has types for module ${module} with moduleResolution ${moduleResolution}, in strict mode`, async () => {
      const options = ["--strict", "--noEmit", "--skipLibCheck", "false", "--target", "es2022", "--types", "node"];
      const args = [tsc, ...options, "--module", module, "--moduleResolution", moduleResolution];
      const found = await run(process.execPath, [...args, "index.ts", "mistakes.ts"], { cwd: folder }).catch(
        (error: { stdout: string }) => error,
      );
      const errors = found.stdout.match(/error TS.*/g) ?? [];
      expect(errors).to.have.length(2);
      expect(errors[0]).to.contain("Type 'Output<string>' is not assignable to type 'OutputInstance<number>'");
      expect(errors[1]).to.contain("'instance' does not exist in type 'MigrationGateArgs'");
    });
  }

  it("has types for the compiler that Pulumi brings for programs without one", () => {
    const load = createRequire(join(root, "package.json"));
    const vendored = join(dirname(load.resolve("@pulumi/pulumi/package.json")), "vendor", "typescript@3.8.3");
    const ts: typeof compiler = load(join(vendored, "typescript.js"));
    const program = ts.createProgram([join(folder, "index.ts"), join(folder, "mistakes.ts")], {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2018,
      module: ts.ModuleKind.CommonJS,
      // The old compiler's name for it.
      moduleResolution: ts.ModuleResolutionKind.Node10 ?? 2,
      types: [],
    });
    const errors = program
      .getSourceFiles()
      .filter(({ fileName }) => fileName.startsWith(folder) && !fileName.includes("@types"))
      .flatMap((file) => program.getSemanticDiagnostics(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n").split("\n")[0]);
    expect(errors).to.deep.equal([
      "Type 'Output<string>' is not assignable to type 'OutputInstance<number>'.",
      "Argument of type '{ instance: string; }' is not assignable to parameter of type 'MigrationGateArgs'.",
    ]);
  });

  it("loads as CommonJS and as an ES module", async () => {
    const names = "getMigrationTask, getMigrationTasksOutput, MigrationGate, migrationFinished, GateRecheck";
    const check = `for (const one of [${names}]) if (one === undefined) throw new Error("missing")`;
    await writeFile(
      join(folder, "load.cjs"),
      `const { ${names} } = require("pulumi-huaweicloud-rocketmq/dynamic"); ${check}`,
    );
    await writeFile(
      join(folder, "load.mjs"),
      `import { ${names} } from "pulumi-huaweicloud-rocketmq/dynamic"; ${check}`,
    );
    for (const file of ["load.cjs", "load.mjs"]) await run(process.execPath, [file], { cwd: folder });
  });

  describe("on a machine without the plugin", () => {
    let emulator: Emulator;
    before(async () => {
      emulator = await startEmulator();
      emulator.addTask(emptyInstanceId, { name: "orders", type: "rocketmq", status: "finished" });
    });
    after(() => emulator.close());

    it("runs the example, without mentioning a plugin", async () => {
      // Only the folders of the engine and of Node: npm's folder has the plugin.
      const path = (process.env.PATH ?? "").split(":").filter((one) => !one.endsWith("node_modules/.bin"));
      const env = {
        ...process.env,
        PATH: [dirname(process.execPath), ...path].join(":"),
        PULUMI_BACKEND_URL: `file://${folder}`,
        PULUMI_CONFIG_PASSPHRASE: "a passphrase of tests",
        HUAWEICLOUD_SDK_AK: defaultAccessKey,
        HUAWEICLOUD_SDK_SK: defaultSecretKey,
      };
      const settings = {
        "huaweicloud-rocketmq:region": "cn-north-4",
        "huaweicloud-rocketmq:endpoint": emulator.url,
        "huaweicloud-rocketmq:iamEndpoint": emulator.url,
        "rocketmq-without-plugin:instanceId": emptyInstanceId,
        "rocketmq-without-plugin:taskNames": ["orders"],
      };
      await writeFile(join(folder, "Pulumi.dev.yaml"), JSON.stringify({ config: settings }));
      const pulumi = (...args: string[]) =>
        run("pulumi", [...args, "--stack", "dev", "--non-interactive", "--color", "never"], { cwd: folder, env });
      await pulumi("stack", "init");
      const { stdout } = await pulumi("up", "--yes");
      expect(stdout)
        .to.contain("broker created")
        .and.to.match(/Released after \d+ s/);
      expect(stdout).not.to.match(/warning|pulumi-resource-huaweicloud/);
      const { stdout: state } = await pulumi("stack", "export");
      expect(state).not.to.contain("pulumi:providers:huaweicloud-rocketmq");
    });
  });
});
