/**
 * A whole number in a response. Huawei's models declare numbers as integers, floats and, in older versions, as texts, so `16`, `16.0`
 * and `"16"` are all accepted.
 * @returns undefined for anything else
 */
export function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && /^-?\d{1,15}(\.0+)?$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
}
