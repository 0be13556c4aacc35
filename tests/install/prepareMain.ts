/** Makes what the tests of the installation need, ahead of them: the set-up runs it before `npm test`. */
import { hostArchive } from "../../scripts/release/hostArchive.ts";
import { fillNpmCache } from "./npmCache.ts";

await fillNpmCache();
await hostArchive();
