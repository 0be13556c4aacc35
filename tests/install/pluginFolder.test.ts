import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { startEmulator } from "../../emulator/src/index.ts";
import { skip } from "../skip.ts";
import { upWithInlineProgram } from "./inlineProgram.ts";
import { openMachine } from "./machine.ts";

const root = join(import.meta.dirname, "..", "..");

describe("The plugin's folder in the npm package", function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = join(mkdtempSync(join(tmpdir(), "rocketmq-folder-")), "plugin");
    cpSync(join(root, "sdk", "nodejs", "plugin"), folder, { recursive: true });
  });
  after(() => rmSync(join(folder, ".."), { recursive: true }));

  /** Starts a program, and stops it once it has printed its port. Returns its first line, or how it ended. */
  async function firstLine(file: string, args: readonly string[]): Promise<string> {
    const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "close").then(([code]) => `ended with ${code}`);
    const line = once(createInterface({ input: child.stdout }), "line").then(([text]) => String(text));
    const first = await Promise.race([line, ended]);
    child.kill("SIGKILL");
    await ended;
    return first;
  }

  it("is no more than what it needs", () => {
    const files = readdirSync(folder).filter((name) => name !== "compiled");
    expect(files).to.have.members([
      "PulumiPlugin.yaml",
      "got.mjs",
      "hpagent.mjs",
      "main.cjs",
      "package.json",
      "pulumi-resource-huaweicloud-rocketmq",
      "pulumi-resource-huaweicloud-rocketmq.cmd",
      "run",
      "schema.mjs",
      "start.cjs",
    ]);
  });

  it("starts by its executable, and as npm's link", async () => {
    for (const [file, ...args] of [
      [join(folder, "pulumi-resource-huaweicloud-rocketmq")],
      [process.execPath, join(folder, "start.cjs")],
    ] as const) {
      expect(await firstLine(file, [...args, "127.0.0.1:1"])).to.match(/^\d+$/);
    }
  });

  const installations = {
    "linked, as npm does": () => execFileSync("npm", ["install", "--offline", "--silent"], { cwd: folder }),
    "copied, as Yarn does": () =>
      cpSync(join(folder, "run"), join(folder, "node_modules", "@pulumi", "pulumi"), { recursive: true }),
  };
  for (const [how, install] of Object.entries(installations)) {
    it(`starts as Pulumi's host of Node plugins starts it, with its stub ${how}`, async () => {
      rmSync(join(folder, "node_modules"), { recursive: true, force: true });
      install();
      const runPlugin = join(folder, "node_modules", "@pulumi", "pulumi", "cmd", "run-plugin");
      expect(await firstLine(process.execPath, [runPlugin, folder, "127.0.0.1:1"])).to.match(/^\d+$/);
    });
  }

  it("is a plugin that `pulumi plugin install --file` takes, and `pulumi up` starts, whatever host of Node plugins there is", async () => {
    const machine = openMachine();
    const emulator = await startEmulator();
    try {
      // Not the copy: `npm install` has put a link into it, which the engine does not copy.
      const original = join(root, "sdk", "nodejs", "plugin");
      const install = `pulumi plugin install resource huaweicloud-rocketmq 0.1.0 --file '${original}'`;
      const { status, output } = await machine.run(machine.home, install);
      expect(status, output).to.equal(0);
      expect(await upWithInlineProgram(machine, emulator.url)).to.match(/MigrationGate gate created/);
    } finally {
      await emulator.close();
      machine.close();
    }
  });

  it("is a package that `pulumi package add` takes", async function () {
    if (spawnSync("pulumi-language-nodejs", ["-version"]).status !== 0) {
      skip(this, "this Pulumi's host of Node programs is of 2023, and cannot start a plugin from a folder");
    }
    const machine = openMachine();
    try {
      const project = machine.folder("shop", {
        "Pulumi.yaml": "name: shop\nruntime: {name: nodejs, options: {packagemanager: npm}}\n",
        "package.json": JSON.stringify({ name: "shop", private: true }),
      });
      const { status, output } = await machine.run(project, `pulumi package add '${folder}'`);
      expect(status, output).to.equal(0);
      expect(existsSync(join(project, "sdks", "huaweicloud-rocketmq", "migrationGate.ts"))).to.equal(true);
      expect(readFileSync(join(project, "Pulumi.yaml"), "utf8")).to.include(`huaweicloud-rocketmq: ${folder}`);
    } finally {
      machine.close();
    }
  });
});
