/**
 * Prints the package's schema. `npm run generate` writes it to provider/schema.json.
 *
 *     writeSchema.ts [examples.json]    with the examples in this file rather than those in examples.json here
 */
import { readFileSync } from "node:fs";
import { packageSchema } from "./schema.ts";

const [examplesFile] = process.argv.slice(2);
const examples = examplesFile === undefined ? undefined : JSON.parse(readFileSync(examplesFile, "utf8"));
process.stdout.write(`${JSON.stringify(packageSchema(examples), null, 2)}\n`);
