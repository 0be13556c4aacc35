import type { Credentials } from "./credentials.ts";

/** What looking in one place gave: keys, or a note that names the place and says why there were none. */
export type Finding = { credentials: Credentials } | { nothing: string };
