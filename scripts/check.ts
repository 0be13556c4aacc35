// All checks other than tests. A failed check does not stop the others, so one run reports every failure.
import { spawnSync } from "node:child_process";
import { root } from "./setup/root.mjs";

const CHECKS: readonly { subject: string; command: string; args: readonly string[] }[] = [
  { subject: "types", command: "tsc", args: ["-p", "."] },
  { subject: "types of the scripts", command: "tsc", args: ["-p", "scripts"] },
  { subject: "format and lint", command: "biome", args: ["ci", "--colors=off", "--error-on-warnings"] },
  { subject: "stale generated code", command: "node", args: ["scripts/generate.ts", "--check"] },
  { subject: "valid schema", command: "pulumi", args: ["schema", "check", "provider/schema.json"] },
  { subject: "unused files, exports and dependencies", command: "knip", args: [] },
];

const failed: string[] = [];
for (const { subject, command, args } of CHECKS) {
  const startedMs = Date.now();
  console.log(`check: ${subject} (${[command, ...args].join(" ")})`);
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (error !== undefined) console.error(`${command} could not start: ${error.message}`);
  if (status !== 0) failed.push(subject);
  console.log(`  ${status === 0 ? "passed" : "FAILED"} (${((Date.now() - startedMs) / 1000).toFixed(1)} s)`);
}
console.log(failed.length === 0 ? "All checks passed." : `Failed: ${failed.join("; ")}.`);
process.exit(failed.length === 0 ? 0 : 1);
