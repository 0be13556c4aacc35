/** Prints the package's schema. `npm run generate` writes it to provider/schema.json. */
import { packageSchema } from "./schema.ts";

process.stdout.write(`${JSON.stringify(packageSchema(), null, 2)}\n`);
