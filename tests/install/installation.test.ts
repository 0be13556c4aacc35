import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Emulator, finishedInstanceId, startEmulator } from "../../emulator/src/index.ts";
import { launcherFiles, pack } from "../../scripts/release/archive.ts";
import { writeEvidence } from "../../scripts/release/evidence.ts";
import { commitPluginFolder } from "../../scripts/release/gitRelease.ts";
import { hostArchive } from "../../scripts/release/hostArchive.ts";
import { archiveName, hostTarget } from "../../scripts/release/targets.ts";
import { type LocalServer, startServer } from "../cloud/localServer.ts";
import { testBlocks } from "../docs/blocks.ts";
import { skip } from "../skip.ts";
import { startGitServer } from "./gitServer.ts";
import { upWithInlineProgram } from "./inlineProgram.ts";
import { type Machine, openMachine } from "./machine.ts";
import { fillNpmCache, pulumiPackages } from "./npmCache.ts";

const root = join(import.meta.dirname, "..", "..");
const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");
const page = read("docs", "installation-configuration.md");
const { version } = JSON.parse(read("provider", "package.json"));
const installed = [`resource-huaweicloud-rocketmq-v${version}`];
/** Pulumi names the archive of its own platform. */
const documentedArchive = archiveName({ os: "linux", arch: "amd64" }, version);

const gate = `const gate = new rocketmq.MigrationGate("GATE", { instanceId: "${finishedInstanceId}" });\n`;
const project = (main: string) => ({
  "Pulumi.yaml": "name: shop\nruntime: {name: nodejs, options: {packagemanager: npm}}\n",
  "package.json": JSON.stringify({ name: "shop", private: true, main }),
});
/** The same program in each language that Node runs, with a gate of its own. */
const programs = {
  "index.js": `const rocketmq = require("pulumi-huaweicloud-rocketmq");\n${gate.replace("GATE", "commonjs")}exports.releasedAt = gate.releasedAt;\n`,
  "index.mjs": `import * as rocketmq from "pulumi-huaweicloud-rocketmq";\n${gate.replace("GATE", "module")}export const releasedAt = gate.releasedAt;\n`,
  "index.ts": `import * as rocketmq from "pulumi-huaweicloud-rocketmq";\n${gate.replace("GATE", "typescript")}export const releasedAt = gate.releasedAt;\n`,
};

describe("docs/installation-configuration.md", function () {
  this.timeout(180_000);
  let emulator: Emulator;
  /** What a release contains for this machine. */
  let release: string;
  let npmArchive: string;
  let mirror: LocalServer;
  /** Has Node, the npm package, a project that uses it, and no network. */
  let machine: Machine;
  let shop: string;

  before(async function () {
    const target = hostTarget();
    const archive = await hostArchive();
    if (target === undefined || archive === undefined) {
      return skip(this, `a release has no archive for ${process.platform} ${process.arch}`);
    }
    emulator = await startEmulator();
    release = mkdtempSync(join(tmpdir(), "rocketmq-release-"));
    const plugin = join(root, "sdk", "nodejs", "plugin");
    copyFileSync(archive, join(release, archiveName(target, version)));
    await pack(
      join(release, `pulumi-resource-huaweicloud-rocketmq-v${version}-node.tar.gz`),
      plugin,
      launcherFiles(plugin),
    );
    const npmPack = ["pack", "--silent", "--pack-destination", release];
    npmArchive = join(
      release,
      execFileSync("npm", npmPack, { cwd: join(root, "sdk", "nodejs"), encoding: "utf8" }).trim(),
    );
    await writeEvidence(release, readdirSync(release), { version, targets: [target], releaseCommit: "" });
    mirror = await startServer((request, response) => response.end(readFileSync(join(release, request.url ?? ""))));
    await fillNpmCache();
    machine = openMachine({ isOffline: true });
    shop = machine.folder("shop", { ...project("index.js"), ...programs });
    await machine.initStack(shop, emulator.url);
  });
  after(async () => {
    machine?.close();
    await mirror?.close();
    rmSync(release, { recursive: true, force: true });
    await emulator?.close();
  });

  /** Runs a block, which must succeed, and returns what it prints. */
  const run = async (on: Machine, folder: string, code: string, environment: Readonly<Record<string, string>> = {}) => {
    const script = code.replaceAll(
      documentedArchive,
      archiveName(hostTarget() ?? { os: "linux", arch: "amd64" }, version),
    );
    const { status, output } = await on.run(folder, script, environment);
    expect(status, output).to.equal(0);
    return output;
  };
  /** Calls `use` with a machine on which nothing is installed. */
  const onNewMachine = async (use: (machine: Machine) => Promise<void>, options: { hasNode?: boolean } = {}) => {
    const fresh = openMachine(options);
    try {
      await use(fresh);
    } finally {
      fresh.close();
    }
  };

  testBlocks("installation-configuration.md", {
    async "With npm"({ code }) {
      // The package of this checkout, and the versions that it is tested with.
      const pinned = code
        .replace("pulumi @pulumi/pulumi", pulumiPackages().join(" "))
        .replace("pulumi-huaweicloud-rocketmq", npmArchive);
      const warning = "using pulumi-resource-huaweicloud-rocketmq from $PATH";
      expect(page).to.include(`\`${warning}\``);
      const output = await run(machine, shop, pinned, { npm_config_ignore_scripts: "true" });
      expect(output)
        .to.match(/MigrationGate commonjs created/)
        .and.to.include(`warning: ${warning}`);
      expect(machine.plugins(), "plugins that Pulumi downloaded").to.deep.equal([]);
    },
    async "With npm (2)"({ code }) {
      writeFileSync(join(shop, "Pulumi.yaml"), `${project("")["Pulumi.yaml"]}${code}`);
      for (const [main, name] of [
        ["index.mjs", "module"],
        ["index.ts", "typescript"],
      ] as const) {
        await run(machine, shop, `npm pkg set main=${main}`);
        const output = await run(machine, shop, "pulumi up");
        expect(output, main).to.match(new RegExp(`MigrationGate ${name} created`));
        expect(output, main).to.not.include("warning");
      }
      await run(machine, shop, "pulumi install");
      expect(machine.plugins()).to.deep.equal([]);
    },
    "From a release archive": ({ code }) =>
      onNewMachine(
        async (fresh) => {
          await run(fresh, release, code);
          expect(fresh.plugins()).to.deep.equal(installed);
          const output = await upWithInlineProgram(fresh, emulator.url);
          expect(output)
            .to.match(/MigrationGate gate created/)
            .and.to.not.include("warning");
        },
        { hasNode: false },
      ),
    async "From a release archive (2)"({ code }) {
      expect(await run(machine, release, code)).to.include(
        `${archiveName(hostTarget() ?? { os: "linux", arch: "amd64" }, version)}: OK`,
      );
    },
    "From a release archive (3)": ({ code }) =>
      onNewMachine(async (fresh) => {
        await run(fresh, release, code);
        const schema = await run(fresh, fresh.home, "pulumi package get-schema huaweicloud-rocketmq");
        expect(JSON.parse(schema)).to.include({ name: "huaweicloud-rocketmq", version });
      }),
    "From the git repository": ({ code }, _, context) => {
      // The last one that builds from Go modules cannot start a plugin. It has no such option either.
      if (spawnSync("pulumi-language-nodejs", ["-version"]).status !== 0) {
        skip(context, "this Pulumi's host of Node programs is of 2023, and cannot start a plugin from a folder");
      }
      return onNewMachine(async (fresh) => {
        const repositories = fresh.folder("repositories", {});
        const repository = join(repositories, "acme", "rocketmq.git");
        mkdirSync(repository, { recursive: true });
        execFileSync("git", ["init", "--quiet", "--bare", repository]);
        const commit = await commitPluginFolder(join(root, "sdk", "nodejs", "plugin"), version);
        execFileSync("git", ["push", "--quiet", repository, `${commit}:refs/tags/v${version}`], { cwd: root });
        const server = await startGitServer(repositories);
        try {
          const folder = fresh.folder("shop", project("index.js"));
          const REPOSITORY = `https://${server.host}/acme/rocketmq.git`;
          const registry = new URL(fresh.environment.npm_config_registry ?? "");
          await run(fresh, folder, code, { ...server.environment, NO_PROXY: registry.hostname, REPOSITORY });
          expect(readFileSync(join(folder, "Pulumi.yaml"), "utf8")).to.include(
            `acme/rocketmq.git/provider@v${version}`,
          );
          expect(readdirSync(join(folder, "sdks"))).to.deep.equal(["acme-huaweicloud-rocketmq"]);
        } finally {
          await server.close();
        }
      });
    },
    "In a closed network": ({ code }) =>
      onNewMachine(async (fresh) => {
        await run(fresh, fresh.home, code, { MIRROR: mirror.url });
        expect(fresh.plugins()).to.deep.equal(installed);
      }),
    async "In a closed network (2)"({ code }) {
      writeFileSync(join(shop, "Pulumi.yaml"), project("")["Pulumi.yaml"]);
      const output = await run(machine, shop, code, { MIRROR: mirror.url });
      expect(output)
        .to.match(/Installing plugin \S+: done/)
        .and.to.not.include("warning");
      expect(machine.plugins()).to.deep.equal(installed);
    },
    async "In a closed network (3)"({ code }) {
      await run(machine, shop, code);
    },
    async Configuration({ code }) {
      const values = ["", "AKIAINVENTED", "invented"];
      for (const [index, line] of code.trim().split("\n").entries()) {
        await run(machine, shop, `echo '${values[index]}' | ${line}`);
      }
      const settings = readFileSync(join(shop, "Pulumi.dev.yaml"), "utf8");
      expect(settings).to.match(/huaweicloud-rocketmq:region: "?cn-north-4/);
      expect(settings)
        .to.match(/huaweicloud-rocketmq:secretKey:\n +secure: /)
        .and.to.not.include("invented");
    },
    async "Configuration (2)"({ code }) {
      const names = [...code.matchAll(/^export (\w+)=/gm)].map(([, name]) => name);
      const show = names.map((name) => `echo "$${name}"`).join("\n");
      const output = await run(machine, shop, `${code}${show}`, { ACCESS_KEY: "AKINVENTED", SECRET_KEY: "invented" });
      expect(output).to.equal("cn-north-4\nAKINVENTED\ninvented\n");
      const { variables } = await import("../../provider/src/cloud/environment.ts");
      const known =
        read("provider", "src", "cloud", "credentials", "environmentFamilies.ts") + JSON.stringify(variables);
      expect(names.filter((name) => !known.includes(name ?? ""))).to.deep.equal([]);
    },
  });

  it("gives the sizes of what is downloaded", () => {
    const documentedKilobytes = (row: string) => Number(new RegExp(`^\\| ${row}.*?\\| (\\d+) kB`, "m").exec(page)?.[1]);
    const kilobytes = (file: string) => statSync(file).size / 1000;
    expect(documentedKilobytes("npm package")).to.be.closeTo(kilobytes(npmArchive), 30);
    const archive = join(release, `pulumi-resource-huaweicloud-rocketmq-v${version}-node.tar.gz`);
    expect(documentedKilobytes("archive for Node")).to.be.closeTo(kilobytes(archive), 30);
  });

  it("names the version of the provider", () => {
    expect(page.match(/\b\d+\.\d+\.\d+\b/g)).to.have.members(
      page.match(/\b\d+\.\d+\.\d+\b/g)?.map(() => version) ?? [],
    );
  });

  it("has no relative links, which the registry refuses", () => {
    expect(page).to.not.match(/\]\((?!https:)/);
  });
});
