/** Any JSON value: a response of the service, or the body of a request. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Query parameters by name; undefined values are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** True if arrays and objects in the value are nested deeper than this. `[]` has one level, a number none. */
export function isNestedDeeperThan(levels: number, value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isNestedDeeperThan(levels - 1, item));
}

/** True for a JSON object: neither null nor a list. */
export function isJsonObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as a JSON object; undefined if it is anything else. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** The trimmed text; undefined if it is empty or not text: in settings and environment variables, "" means "not set". */
export function asText(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  return text === "" ? undefined : text;
}
