import { join } from "node:path";
import { root } from "../setup/root.mjs";

/** What the bench installs and builds for itself; not under version control, and safe to delete. */
export const benchFolder = join(root, ".tools", "bench");
