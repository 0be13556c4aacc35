// Generates the schema, the SDKs and the reference from the definitions and examples in provider/src/package.
//
//   node scripts/generate.ts            writes the files
//   node scripts/generate.ts --check    writes nothing, and fails if a file is stale
import { differences } from "./generate/differences.ts";
import { generateEverything } from "./generate/everything.ts";
import { readGenerated, writeGenerated } from "./generate/files.ts";
import { stopOnSignals } from "./setup/interruption.mjs";
import { root } from "./setup/root.mjs";
import { exitWith } from "./setup/setupError.mjs";

const isCheck = process.argv.includes("--check");
stopOnSignals();
try {
  const fresh = await generateEverything();
  const stale = differences(readGenerated(root), fresh);
  if (!isCheck) writeGenerated(root, fresh);
  console.error(headline(stale.length, fresh.size));
  for (const line of stale) console.error(`  ${line}`);
  process.exit(isCheck && stale.length > 0 ? 1 : 0);
} catch (error) {
  exitWith(error, "generate");
}

function headline(stale: number, total: number): string {
  if (stale === 0) return `All ${total} generated files are up to date.`;
  return isCheck
    ? `${stale} generated files are stale. Run \`npm run generate\` and commit the result:`
    : `Updated ${stale} generated files:`;
}
