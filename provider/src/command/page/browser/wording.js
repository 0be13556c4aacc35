const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** The Swedish locale formats dates as ISO 8601 does, which readers of every language understand. */
const dateAndTime = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium" });
const zone = new Intl.DateTimeFormat("en", { timeZoneName: "short" });

/**
 * A duration in its two largest units: `12 s`, `2 min 10 s`, `1 h 5 min`, `3 d 4 h`. From ten minutes on without seconds: nobody
 * needs them, and a page full of changing numbers is hard to read.
 * @param {number} ms
 */
export function durationText(ms) {
  const seconds = Math.max(0, Math.floor(ms / secondMs));
  /** @type {readonly [number, string][]} */
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [seconds % 60, "s"],
  ];
  const largest = parts.findIndex(([count]) => count > 0);
  if (largest === -1) return "0 s";
  const units = seconds >= 600 && seconds < 3600 ? 1 : 2;
  return parts
    .slice(largest, largest + units)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/**
 * How long ago something was: `12 s ago`.
 * @param {number} ms
 */
export function ageText(ms) {
  return ms < secondMs ? "just now" : `${durationText(ms)} ago`;
}

/**
 * A time in the reader's zone: `10:32:15`, with the date if it is more than 20 hours before or after `now`.
 * @param {number} ms Milliseconds since 1970.
 * @param {number} now
 */
export function timeText(ms, now) {
  const text = dateAndTime.format(ms);
  return Math.abs(now - ms) < 20 * hourMs ? text.slice(11) : text.slice(0, 16);
}

/**
 * A time in the reader's zone, with the date and the zone: `2026-11-24 10:32:15 GMT+1`.
 * @param {number} ms
 */
export function fullTimeText(ms) {
  return `${dateAndTime.format(ms)} ${zoneAbbreviation(ms)}`;
}

/**
 * The reader's time zone: `Europe/Berlin (GMT+1)`.
 * @param {number} ms Daylight saving time depends on it.
 */
export function zoneText(ms) {
  const name = zone.resolvedOptions().timeZone;
  const abbreviation = zoneAbbreviation(ms);
  return name === abbreviation ? name : `${name} (${abbreviation})`;
}

/** @param {number} ms */
function zoneAbbreviation(ms) {
  return zone.formatToParts(ms).find(({ type }) => type === "timeZoneName")?.value ?? "";
}

/**
 * A time on an axis, as short as the distance of the marks allows.
 * @param {number} ms
 * @param {number} stepMs
 * @param {boolean} isUtc
 */
export function axisText(ms, stepMs, isUtc) {
  if (stepMs >= dayMs) {
    const parts =
      stepMs > 60 * dayMs
        ? /** @type {const} */ ({ month: "short", year: "numeric" })
        : /** @type {const} */ ({ day: "numeric", month: "short" });
    return new Date(ms).toLocaleDateString("en-GB", isUtc ? { ...parts, timeZone: "UTC" } : parts);
  }
  const text = isUtc ? new Date(ms).toISOString().replace("T", " ") : dateAndTime.format(ms);
  return stepMs >= minuteMs ? text.slice(11, 16) : text.slice(11, 19);
}

/** Characters that are invisible, or that change the direction of the text around them. */
const invisibleCharacters = /[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * A text of the service, with every character visible and at most `limit` of them: a name must not be able to imitate another one.
 * @param {string} text
 * @param {number} limit
 */
export function visibleText(text, limit = 200) {
  const start = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return start.replace(
    invisibleCharacters,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * `1 task`, `2 tasks`, `5,000 tasks`.
 * @param {number} count
 * @param {string} noun
 */
export function countText(count, noun) {
  return `${numberText(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** @param {number} count */
export function numberText(count) {
  return count.toLocaleString("en");
}
