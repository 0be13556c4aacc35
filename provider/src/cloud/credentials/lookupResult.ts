import type { Credentials } from "./credentials.ts";

/** What one place has: keys, or none, with a note that names the place and says why. */
export type LookupResult = { credentials: Credentials } | { notFound: string };
