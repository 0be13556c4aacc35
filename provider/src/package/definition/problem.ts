import { RocketMqError } from "../../cloud/errors.ts";
import { printable } from "../../cloud/printable.ts";

/** What is wrong with a property. The engine shows it next to the property's path. */
export interface Problem {
  /** The property's path, e.g. `filter.statuses[1]`; empty if no single property is at fault. */
  readonly property: string;
  /** What was seen, what is allowed, and what to do, in one or two sentences. */
  readonly reason: string;
}

/**
 * Problems without the paths of secret properties: the engine prints the value at a problem's path. The reason names the property
 * instead.
 */
export function withoutSecretPlaces(problems: readonly Problem[], secrets: ReadonlySet<string>): Problem[] {
  return problems.map((problem) => {
    const { property, reason } = problem;
    return secrets.has(property.split(/[.[]/)[0] ?? "") ? { property: "", reason: `${property}: ${reason}` } : problem;
  });
}

/**
 * Problems as the engine can show them for a resource: it knows the values of top-level properties only, and prints "<nil>" for
 * any other path. The reason names the nested property instead.
 */
export function withNestedPlacesInWords(problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => {
    const { property, reason } = problem;
    return /[.[]/.test(property) ? { property: "", reason: `${property}: ${reason}` } : problem;
  });
}

/** Collects the problems of a call, so that users see all of them together. */
export class Problems {
  readonly found: Problem[] = [];

  add(property: string, reason: string): void {
    this.found.push({ property, reason });
  }

  get any(): boolean {
    return this.found.length > 0;
  }
}

/** Properties are missing, malformed, or unknown where their values are needed. */
export class InvalidPropertiesError extends RocketMqError {
  override readonly name = "InvalidPropertiesError";
  readonly code = "INVALID_PROPERTIES";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ property, reason }) => (property === "" ? reason : `${property}: ${reason}`)).join("\n"));
    this.problems = problems.map(({ property, reason }) => ({ property, reason: printable(reason) }));
  }
}
