import { ConfigurationError } from "./errors.ts";

/** What a setting must be: the one check of it, used wherever the value comes from. */
export interface Rule {
  /** Completes "Must be …". */
  readonly allowed: string;
  /** What to do, as a sentence. */
  readonly remedy?: string;
  accepts(value: string): boolean;
  /** What is wrong with a value that no message may show, completing "Must be …, but …"; undefined for any other value. */
  secretProblem?(value: string): string | undefined;
}

/** What is wrong with a value, as a sentence or two; undefined if nothing is. */
function violation(rule: Rule, value: string): string | undefined {
  if (rule.accepts(value)) return undefined;
  const problem = rule.secretProblem?.(value) ?? `is ${JSON.stringify(value)}`;
  return `Must be ${rule.allowed}, but ${problem}.${rule.remedy === undefined ? "" : ` ${rule.remedy}`}`;
}

/**
 * Returns the value.
 * @param property the setting that the error names
 * @param source where the value comes from, for the message. Default: the setting
 * @throws ConfigurationError if the value breaks the rule
 */
export function checkRule(rule: Rule, value: string, property: string, source = property): string {
  const reason = violation(rule, value);
  if (reason !== undefined) throw new ConfigurationError(property, `${source}: ${reason}`);
  return value;
}
