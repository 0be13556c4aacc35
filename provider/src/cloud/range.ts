import { ConfigurationError } from "./errors.ts";

/** What a number in the settings must be. */
export interface Range {
  readonly minimum: number;
  readonly maximum: number;
  /** The value of an omitted setting. */
  readonly default: number;
  /** True: whole numbers only. */
  readonly isWhole: boolean;
}

/**
 * Returns the value.
 * @param property the setting that the error names
 * @param source where the value comes from, for the message. Default: the setting
 * @param seen the value as it was written, for the message
 * @throws ConfigurationError if the value is out of range
 */
export function checkRange(
  { minimum, maximum, isWhole }: Range,
  value: number,
  property: string,
  source = property,
  seen = String(value),
): number {
  if (value >= minimum && value <= maximum && (!isWhole || Number.isInteger(value))) return value;
  const allowed = `a ${isWhole ? "whole number" : "number"} from ${minimum} to ${maximum}`;
  throw new ConfigurationError(property, `${source}: Must be ${allowed}, but is ${seen}.`);
}
