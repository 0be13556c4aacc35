/** Any JSON value, as the service answers it and as request bodies are written. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Query parameters by name; a value that is undefined is left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** A JSON object, or undefined when the value is anything else. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** A text that is not empty, trimmed, or undefined: in settings and environments "" means "not set". */
export function asText(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  return text === "" ? undefined : text;
}
