#!/usr/bin/env node
// Starts the bundled plugin, for every launcher: the two beside this file, npm's links, and Pulumi's Node host. Unlike the
// bundle it also parses in an old Node, which then gets a sentence instead of a syntax error.

const minimumMajor = 22;

if (Number.parseInt(process.versions.node, 10) < minimumMajor) {
  fail(
    `needs Node ${minimumMajor} or newer, and ${process.execPath} is Node ${process.versions.node}. Install a newer Node, or install the plugin from its release archive, which needs none.`,
  );
} else start();

function start() {
  // Only now: Node 14 does not know these names.
  const { existsSync } = require("node:fs");
  const { enableCompileCache } = require("node:module");
  const { join } = require("node:path");

  // A checkout keeps the bundle in provider/dist.
  const folders = [__dirname, join(__dirname, "..", "dist")];
  const folder = folders.find((candidate) => existsSync(join(candidate, "main.cjs")));
  if (folder === undefined) {
    fail(
      `the plugin is not built yet (${join(folders[1], "main.cjs")} is missing). Run \`npm run setup\` in its checkout.`,
    );
    return;
  }
  // Node keeps the compiled code there: a third less time to start. Where it cannot write, it compiles at each start, as Node 22.0
  // does, which lacks the function.
  enableCompileCache?.(join(folder, "compiled"));
  require(join(folder, "main.cjs"));
}

function fail(reason) {
  process.stderr.write(`pulumi-resource-huaweicloud-rocketmq: ${reason}\n`);
  process.exitCode = 1;
}
