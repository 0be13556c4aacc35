/*
 * Node keeps the compiled code of what the tests start: Pulumi's programs load thousands of lines each time. It changes no
 * behaviour, and saves a tenth of the run. Programs whose environment a test sets itself do without.
 */
import { join } from "node:path";

process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "..", ".tools", "compiled");
