const secondsPerUnit = { s: 1, m: 60, h: 3600, d: 24 * 3600 } as const;
const durationPattern = /^(\d+(?:\.\d+)?)(s|m|h|d)?$/;

/** How a duration is written, for `--help` and errors. */
export const durationForms = "90s, 10m, 2h, 1d, or a number of seconds";

/** Seconds of a duration such as `90s`, `10m`, `2h`, `1d` or `90`; undefined if the text is none. */
export function durationSeconds(text: string): number | undefined {
  const match = durationPattern.exec(text);
  if (!match) return undefined;
  const [, amount, unit = "s"] = match;
  return Number(amount) * secondsPerUnit[unit as keyof typeof secondsPerUnit];
}
