/** Header values by name; names in any casing. */
export type Headers = Readonly<Record<string, string>>;

/** The headers as they are signed, and the list of their names; both sorted by lower-case name. */
export function canonicalizeHeaders(headers: Headers): { canonicalHeaders: string; signedHeaders: string } {
  const sorted = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    canonicalHeaders: sorted.map(([name, value]) => `${name}:${value}\n`).join(""),
    signedHeaders: sorted.map(([name]) => name).join(";"),
  };
}
