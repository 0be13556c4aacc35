// Runs every static check of the sources. A failed check does not stop the others: one run shows everything there is to fix.
import { spawnSync } from "node:child_process";
import { root } from "./setup/root.mjs";

interface Check {
  readonly subject: string;
  readonly command: string;
  readonly args: readonly string[];
  /** What to do when the check fails. */
  readonly advice: string;
}

const checks: readonly Check[] = [
  {
    subject: "types",
    command: "tsc",
    args: ["-p", "."],
    advice: "Fix the type errors.",
  },
  {
    subject: "types of the scripts",
    command: "tsc",
    args: ["-p", "scripts"],
    advice: "Fix the type errors.",
  },
  {
    subject: "types of the page",
    command: "tsc",
    args: ["-p", "provider/src/command/page/browser"],
    advice: "Fix the type errors.",
  },
  {
    subject: "format, lint and import cycles",
    command: "biome",
    args: ["ci", "--colors=off", "--error-on-warnings"],
    advice: "Run `npm run format`, then fix by hand what it lists.",
  },
  {
    subject: "layers and module-level state",
    command: "node",
    args: ["scripts/check/sources.ts"],
    advice: "Each finding says what is allowed.",
  },
  {
    subject: "generated code is up to date",
    command: "node",
    args: ["scripts/generate.ts", "--check"],
    advice: "Run `npm run generate` and commit the result.",
  },
  {
    subject: "the schema is valid",
    command: "pulumi",
    args: ["schema", "check", "provider/schema.json"],
    advice: "Fix the definitions in provider/src/package, then run `npm run generate`.",
  },
  {
    subject: "unused files, exports and dependencies",
    command: "knip",
    args: [],
    advice: "Delete what is unused. If a tool loads a file by its path, add the file to `entry` in knip.json.",
  },
];

const failed: Check[] = [];
for (const check of checks) {
  const { subject, command, args } = check;
  const startedMs = Date.now();
  console.log(`check: ${subject} (${[command, ...args].join(" ")})`);
  const { status, signal, error } = spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (error !== undefined) console.error(`Could not start ${command}: ${error.message}. Run \`npm run setup\`.`);
  if (signal !== null) console.error(`${command} was ended by ${signal}.`);
  if (status !== 0) failed.push(check);
  console.log(`  ${status === 0 ? "passed" : "FAILED"} (${((Date.now() - startedMs) / 1000).toFixed(1)} s)`);
}

console.log();
for (const { subject, command, args, advice } of failed) {
  console.log(`FAILED: ${subject}. ${advice}`);
  console.log(`  Again: sh scripts/run.sh ${[command, ...args].join(" ")}`);
}
console.log(`${checks.length - failed.length} of ${checks.length} checks passed.`);
process.exitCode = failed.length === 0 ? 0 : 1;
