/** What is wrong with one property that a user gave: shown by the engine beside the property's path. */
export interface Problem {
  /** The property's path, e.g. `filter.statuses[1]`; empty when the fault is no single property's. */
  readonly property: string;
  /** What was seen, what is allowed, and what to do: one or two sentences. */
  readonly reason: string;
}

/**
 * Problems as they may be told: the engine prints the value of a property beside its problem, so that of a secret is
 * told without saying by its place where it is.
 */
export function withoutSecretPlaces(problems: readonly Problem[], secrets: ReadonlySet<string>): Problem[] {
  return problems.map((problem) => {
    const { property, reason } = problem;
    return secrets.has(property.split(/[.[]/)[0] ?? "") ? { property: "", reason: `${property}: ${reason}` } : problem;
  });
}

/**
 * Problems as the engine can show them for a resource: it knows the values of top-level properties only, and prints
 * "<nil>" beside any other place.
 */
export function withNestedPlacesInWords(problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => {
    const { property, reason } = problem;
    return /[.[]/.test(property) ? { property: "", reason: `${property}: ${reason}` } : problem;
  });
}

/** Collects the problems of one call, so that a user sees them all at once. */
export class Problems {
  readonly found: Problem[] = [];

  add(property: string, reason: string): void {
    this.found.push({ property, reason });
  }

  get any(): boolean {
    return this.found.length > 0;
  }
}

/** Thrown when a value could not be read: the caller checked nothing, or the engine skipped its check. */
export class InvalidPropertiesError extends Error {
  readonly code = "INVALID_PROPERTIES";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ property, reason }) => (property === "" ? reason : `${property}: ${reason}`)).join("\n"));
    this.name = "InvalidPropertiesError";
    this.problems = problems;
  }
}
