/*
 * The service writes start dates without a time zone, such as `2023-03-13 19:43:32.12`. They become moments only where the user
 * says which zone the service uses.
 */

/** The distance of a time zone from UTC: `+08:00`, `-05:30`, `Z`. */
const offsetPattern = /^(?:Z|([+-])(\d{2}):(\d{2}))$/;
const datePattern = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.(\d+))?$/;
const farthestOffsetMinutes = 14 * 60;

/** Minutes that a zone is ahead of UTC; undefined if the text is not an offset such as `+08:00` or `Z`. */
export function offsetMinutes(text: string): number | undefined {
  const match = offsetPattern.exec(text);
  if (!match) return undefined;
  const [, sign, hours = "0", minutes = "0"] = match;
  const ahead = Number(hours) * 60 + Number(minutes);
  if (ahead > farthestOffsetMinutes || Number(minutes) > 59) return undefined;
  return sign === "-" ? -ahead : ahead;
}

/**
 * A date of the service in UTC, `2023-03-13T11:43:32.120Z`; undefined if it has another form.
 * @param aheadMinutes how far the service's time zone is ahead of UTC
 */
export function startedAtOf(startDate: string, aheadMinutes: number): string | undefined {
  const match = datePattern.exec(startDate);
  if (!match) return undefined;
  const [, day, time, fraction = ""] = match;
  const ms = Date.parse(`${day}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}Z`);
  return Number.isNaN(ms) ? undefined : new Date(ms - aheadMinutes * 60_000).toISOString();
}
