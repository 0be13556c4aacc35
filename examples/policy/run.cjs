#!/usr/bin/env node
// Starts the pack as an executable, for an installation whose language host for Node.js cannot run policy packs:
//
//   pulumi preview --policy-pack …/policy/run.cjs
//
// Pulumi passes its address. The runner also needs the pack's folder, as an argument and as the working directory.
process.chdir(__dirname);
process.argv.push(__dirname);
require("@pulumi/pulumi/cmd/run-policy-pack");
