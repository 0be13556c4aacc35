// Makes what is generated from the package's definitions: provider/schema.json, and the Node SDK in sdk/nodejs.
//
//   node scripts/generate.ts            writes it
//   node scripts/generate.ts --check    only compares it with what is there, and fails when something is stale
import { differences } from "./generate/differences.ts";
import { readGenerated, writeGenerated } from "./generate/files.ts";
import { generateSchema } from "./generate/schema.ts";
import { generateSdk } from "./generate/sdk.ts";
import { stopSignal } from "./setup/interruption.mjs";
import { createProgress } from "./setup/progress.mjs";
import { root } from "./setup/root.mjs";
import { exitWith } from "./setup/setupError.mjs";

const check = process.argv.includes("--check");
const setup = { root, environment: process.env, progress: createProgress(process.stderr), signal: stopSignal() };

try {
  const schema = await generateSchema(setup);
  const fresh = new Map([["provider/schema.json", schema], ...(await generateSdk(setup, schema))]);
  const stale = differences(readGenerated(root), fresh);
  if (check && stale.length > 0) {
    process.stderr.write("stale generated files; run `npm run generate` and commit what it writes:\n");
    for (const line of stale) process.stderr.write(`  ${line}\n`);
    process.exit(1);
  }
  if (!check) writeGenerated(root, fresh);
  process.stderr.write(
    `generated files: ${fresh.size}, ${check || stale.length === 0 ? "all up to date" : "changed:"}\n`,
  );
  for (const line of stale) process.stderr.write(`  ${line}\n`);
  process.exit(0);
} catch (error) {
  exitWith(error, "generate", setup.signal);
}
