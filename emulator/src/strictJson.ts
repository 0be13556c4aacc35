/**
 * Reads JSON from outside into types, strictly: an unknown or missing key and a wrong type are errors that name the
 * place. Used for scenario files and for the bodies of requests.
 */

/** A value that is not what it should be. The message begins with the place, e.g. `instances[0].tasks[3].status`. */
export class StrictJsonError extends Error {
  readonly code = "STRICT_JSON";
  /** Where in the document, e.g. `instances[0].tasks[3].status`; empty for the document itself. */
  readonly place: string;

  constructor(place: string, problem: string) {
    super(`${place === "" ? "the document" : place}: ${problem}`);
    this.name = "StrictJsonError";
    this.place = place;
  }
}

/** Turns an unknown value into a T or throws a StrictJsonError that names `place`. */
export type Reader<T> = (value: unknown, place: string) => T;

/** Any string. */
export const text: Reader<string> = (value, place) => {
  if (typeof value !== "string") throw new StrictJsonError(place, `must be a string, not ${describe(value)}`);
  return value;
};

/** true or false. */
export const flag: Reader<boolean> = (value, place) => {
  if (typeof value !== "boolean") throw new StrictJsonError(place, `must be true or false, not ${describe(value)}`);
  return value;
};

/** A number of at least `minimum`, for durations. */
export function numberFrom(minimum: number): Reader<number> {
  return (value, place) => {
    if (typeof value !== "number" || !Number.isFinite(value) || value < minimum) {
      throw new StrictJsonError(place, `must be a number of at least ${minimum}, not ${describe(value)}`);
    }
    return value;
  };
}

/** A whole number of at least `minimum`. */
export function wholeFrom(minimum: number): Reader<number> {
  return (value, place) => {
    if (!Number.isSafeInteger(value) || (value as number) < minimum) {
      throw new StrictJsonError(place, `must be a whole number of at least ${minimum}, not ${describe(value)}`);
    }
    return value as number;
  };
}

/** One of the given values. */
export function oneOf<const T extends string | number>(...allowed: readonly T[]): Reader<T> {
  return (value, place) => {
    const found = allowed.find((one) => one === value);
    if (found === undefined)
      throw new StrictJsonError(place, `must be one of ${allowed.join(", ")}, not ${describe(value)}`);
    return found;
  };
}

/** A string that matches the pattern; `meaning` says in words what that is. */
export function matching(pattern: RegExp, meaning: string): Reader<string> {
  return (value, place) => {
    const found = text(value, place);
    if (!pattern.test(found)) throw new StrictJsonError(place, `must be ${meaning}, not ${describe(value)}`);
    return found;
  };
}

/** A string that is a regular expression. */
export const pattern: Reader<string> = (value, place) => {
  const source = text(value, place);
  try {
    new RegExp(source);
  } catch {
    throw new StrictJsonError(place, `must be a regular expression, not ${describe(value)}`);
  }
  return source;
};

/** An array whose items are all read by `item`. */
export function listOf<T>(item: Reader<T>): Reader<T[]> {
  return (value, place) => {
    if (!Array.isArray(value)) throw new StrictJsonError(place, `must be a list, not ${describe(value)}`);
    return value.map((one: unknown, index) => item(one, `${place}[${index}]`));
  };
}

/** An object with any keys, whose values are all read by `item`. */
export function mapOf<T>(item: Reader<T>): Reader<Record<string, T>> {
  return (value, place) =>
    Object.fromEntries(entries(value, place).map(([key, one]) => [key, item(one, join(place, key))]));
}

/** A reader for each key of T. */
export type Fields<T extends object> = { readonly [K in keyof Required<T>]: Reader<Exclude<T[K], undefined>> };

/** An object of type T: one reader for each key, and the names of the keys that must be there. */
export function objectOf<T extends object>(readers: Fields<T>, ...required: readonly (keyof T & string)[]): Reader<T> {
  const known = new Map<string, Reader<unknown>>(Object.entries(readers));
  return (value, place) => {
    const found = entries(value, place);
    for (const key of required) {
      if (!found.some(([name]) => name === key)) throw new StrictJsonError(join(place, key), "is missing");
    }
    return Object.fromEntries(
      found.map(([key, one]) => {
        const reader = known.get(key);
        if (reader === undefined) {
          throw new StrictJsonError(join(place, key), `is not known here; known are ${[...known.keys()].join(", ")}`);
        }
        return [key, reader(one, join(place, key))];
      }),
    ) as T;
  };
}

/** The keys and values of an object; StrictJsonError for anything else. */
export function entries(value: unknown, place: string): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new StrictJsonError(place, `must be an object, not ${describe(value)}`);
  }
  return Object.entries(value);
}

/** `place` extended by a key. */
export function join(place: string, key: string): string {
  return place === "" ? key : `${place}.${key}`;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const shown = JSON.stringify(value) ?? "undefined";
  return shown.length > 80 ? `${shown.slice(0, 77)}…` : shown;
}
