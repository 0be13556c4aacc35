/**
 * Validates JSON from outside (scenario files, request bodies) with valibot schemas. This file holds what the schemas
 * share: the messages, which name the JSON path, the value seen and the values allowed, and the most common types.
 */
import * as v from "valibot";

/** Invalid JSON. The message starts with the path, e.g. `instances[0].tasks[3].status: must be a string, not 7`. */
export class ValidationError extends Error {
  readonly code = "VALIDATION";
  /** JSON path of the invalid value, e.g. `instances[0].tasks[3].status`; empty for the whole document. */
  readonly path: string;

  constructor(path: string, problem: string) {
    super(`${path === "" ? "the document" : path}: ${problem}`);
    this.name = "ValidationError";
    this.path = path;
  }
}

/**
 * Returns the value with its defaults filled in. Paths in errors start at `root`, e.g. `body`.
 * @throws ValidationError for the first invalid value.
 */
export function validate<S extends v.GenericSchema>(schema: S, value: unknown, root = ""): v.InferOutput<S> {
  const { success, output, issues } = v.safeParse(schema, value, { abortEarly: true });
  if (success) return output;
  const [{ message, path = [] }] = issues;
  throw new ValidationError(
    path.reduce((parent, { key }) => joinPath(parent, key), root),
    message,
  );
}

function joinPath(parent: string, key: unknown): string {
  if (typeof key === "number") return `${parent}[${key}]`;
  return parent === "" ? String(key) : `${parent}.${key}`;
}

/** The message "must be a string, not 7", or "is required" where there is no value. */
export function mustBe(allowed: string): (issue: v.BaseIssue<unknown>) => string {
  return ({ input }) => (input === undefined ? "is required" : `must be ${allowed}, not ${describe(input)}`);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 80 ? `${json.slice(0, 77)}…` : json;
}

/** An object with these keys and no others. */
export function object<E extends v.ObjectEntries>(entries: E) {
  const schema = v.strictObject(entries, ({ expected }) =>
    expected === "never" ? `unknown key; valid keys: ${Object.keys(entries).join(", ")}` : "is required",
  );
  // valibot takes an array for an object.
  return v.pipe(v.custom<v.InferInput<typeof schema>>(isObject, mustBe("an object")), schema);
}

/** Whether the value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An array of such items. */
export function arrayOf<S extends v.GenericSchema>(item: S) {
  return v.array(item, mustBe("an array"));
}

/** One of these values. */
export function oneOf<const T extends readonly (string | number)[]>(values: T) {
  return v.picklist(values, mustBe(`one of ${values.join(", ")}`));
}

/** A string that matches the pattern; `meaning` describes it, e.g. "32 hex digits". */
export function matching(pattern: RegExp, meaning: string) {
  return v.pipe(text, v.regex(pattern, mustBe(meaning)));
}

/** A whole number of at least `minimum`. */
export function wholeFrom(minimum: number) {
  const message = mustBe(`a whole number of at least ${minimum}`);
  return v.pipe(v.number(message), v.safeInteger(message), v.minValue(minimum, message));
}

/** Any string. */
export const text = v.string(mustBe("a string"));
/** A string of at least one character. */
export const nonEmpty = v.pipe(text, v.nonEmpty(mustBe("a non-empty string")));
/** A boolean. */
export const flag = v.boolean(mustBe("true or false"));
/** A duration or a point in time, in seconds. */
export const seconds = v.pipe(
  v.number(mustBe("a number of at least 0")),
  v.finite(mustBe("a number of at least 0")),
  v.minValue(0, mustBe("a number of at least 0")),
);
/** A regular expression. */
export const pattern = v.pipe(text, v.check(isPattern, mustBe("a regular expression")));

function isPattern(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
