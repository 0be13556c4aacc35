/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The value below which this share of the values lies, by nearest rank. */
function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/**
 * Writes values as "median (5th percentile–95th percentile)". Of fewer than 20 values, those are the lowest and the highest.
 * @param digits decimals
 */
export function spread(values: readonly number[], unit: string, digits: number): string {
  const [low, high] = [percentile(values, 0.05), percentile(values, 0.95)].map((value) => number(value, digits));
  return `${number(median(values), digits)} ${unit} (${low}–${high})`;
}

/** A number for people: fixed decimals, and thousands apart. */
export function number(value: number, digits: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
