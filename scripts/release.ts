/** `npm run release`: makes what a release attaches and npm publishes, in dist/release. Publishes nothing, and says how to. */
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { launcherFiles, pack } from "./release/archive.ts";
import { writeEvidence } from "./release/evidence.ts";
import { makeExecutable } from "./release/executable.ts";
import { commitPluginFolder } from "./release/gitRelease.ts";
import { nodeIn, nodePackageFor } from "./release/nodePackage.ts";
import { bundleProgram } from "./release/pluginProgram.ts";
import { writeSbom } from "./release/sbom.ts";
import { archiveName, executableName, hostTarget, nodeVersion, type Target, targets } from "./release/targets.ts";
import { run } from "./setup/command.mjs";
import { stopOnSignals } from "./setup/interruption.mjs";
import { root } from "./setup/root.mjs";
import { exitWith, SetupError } from "./setup/setupError.mjs";
import { step } from "./setup/step.mjs";

const usage = `npm run release                        the archives of all platforms; needs Go 1.26 or newer for macOS
npm run release -- --only linux-amd64  only this platform's archive; may be repeated
`;
const name = "pulumi-resource-huaweicloud-rocketmq";
const output = join(root, "dist", "release");
const work = join(root, "dist", "unfinished-release");

stopOnSignals();
try {
  const { only, help } = parseOptions();
  if (help) process.stdout.write(usage);
  else await release(only === undefined ? targets : only.map(targetNamed));
  process.exit(0);
} catch (error) {
  exitWith(error, "release");
}

function parseOptions() {
  try {
    return parseArgs({ options: { only: { type: "string", multiple: true }, help: { type: "boolean" } } }).values;
  } catch (error) {
    throw new SetupError(`${error instanceof Error ? error.message : error}\n${usage}`);
  }
}

async function release(chosen: readonly Target[]): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(root, "provider", "package.json"), "utf8"));
  const host = hostTarget();
  if (host === undefined) throw new SetupError(`a release cannot be made on ${process.platform} ${process.arch}`);
  for (const folder of [output, work]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  const hostPackage = await nodePackageFor(host);
  const hostNode = nodeIn(hostPackage, host);
  // Node's licence is the same on all platforms.
  const nodeLicense = readFileSync(join(hostPackage, "LICENSE"), "utf8");
  const notices = await bundleProgram(work);
  const noticesWithNode = `${notices}\n== Node.js ${nodeVersion}\n\n${nodeLicense}`;
  const made: string[] = [];
  for (const target of chosen) {
    const archive = archiveName(target, version);
    await step(archive, () => archiveFor(target, hostNode, noticesWithNode, join(output, archive)));
    made.push(archive);
  }

  const npmPackage = packageWithLicences(notices);
  const folder = join(npmPackage, "plugin");
  // For a machine that has Node, on any platform.
  const withoutNode = `${name}-v${version}-node.tar.gz`;
  await pack(join(output, withoutNode), folder, launcherFiles(folder));
  made.push(withoutNode);
  const npmArchive = await run("npm", ["pack", "--silent", "--pack-destination", output], { cwd: npmPackage });
  made.push(npmArchive.trim());
  made.push(`${name}-v${version}.cdx.json`);
  writeSbom(join(work, "sbom.json"), join(output, `${name}-v${version}.cdx.json`), version);
  const releaseCommit = await commitPluginFolder(folder, version);
  await writeEvidence(output, made, { version, targets: chosen, releaseCommit });
  rmSync(work, { recursive: true });
  report(made, version, releaseCommit);
}

/** Copies the SDK, and adds the licences of what its plugin contains. Returns the copy's folder. */
function packageWithLicences(notices: string): string {
  const copy = join(work, "npm");
  const leftOut = ["node_modules", "compiled"];
  cpSync(join(root, "sdk", "nodejs"), copy, { recursive: true, filter: (path) => !leftOut.includes(basename(path)) });
  for (const folder of [copy, join(copy, "plugin")]) copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  writeFileSync(join(copy, "plugin", "NOTICES"), notices);
  return copy;
}

async function archiveFor(target: Target, hostNode: string, notices: string, archive: string): Promise<void> {
  const node = nodeIn(await nodePackageFor(target), target);
  const folder = join(work, `${target.os}-${target.arch}`);
  const executable = executableName(target);
  const program = join(work, "main.cjs");
  await makeExecutable({ program, node, hostNode, os: target.os, output: join(folder, executable) });
  copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  writeFileSync(join(folder, "NOTICES"), notices);
  await pack(archive, folder, [executable, "LICENSE", "NOTICES"]);
  rmSync(folder, { recursive: true });
}

function targetNamed(platform: string): Target {
  const found = targets.find(({ os, arch }) => `${os}-${arch}` === platform);
  if (found === undefined) {
    const valid = targets.map(({ os, arch }) => `${os}-${arch}`).join(", ");
    throw new SetupError(`unknown platform "${platform}". Valid platforms: ${valid}.`);
  }
  return found;
}

function report(made: readonly string[], version: string, releaseCommit: string): void {
  for (const file of made) {
    const kilobytes = Math.round(statSync(join(output, file)).size / 1000).toLocaleString("en-US");
    process.stdout.write(`${kilobytes.padStart(8)} kB  ${file}\n`);
  }
  process.stdout.write(`
dist/release is complete. Nothing has been published, and nothing is signed. To publish ${version}:
  npm publish dist/release/${made.find((file) => file.endsWith(".tgz"))}
  git push <remote> ${releaseCommit}:refs/tags/v${version} HEAD:refs/tags/sdk/go/v${version}
  and attach the files in dist/release to the release of the tag v${version}. The second tag publishes the Go SDK.
The SDKs for Python, Java and .NET are published from sdk/, with the tools of their languages.
`);
}
