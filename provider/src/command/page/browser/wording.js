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
 * How long ago something was: `12 s ago`. The date, if it is in the future: the clocks differ.
 * @param {number} ms Milliseconds since 1970.
 * @param {number} nowMs
 */
export function agoText(ms, nowMs) {
  const ageMs = nowMs - ms;
  if (ageMs < -minuteMs) return dayTimeText(ms);
  return ageMs < secondMs ? "just now" : `${durationText(ageMs)} ago`;
}

/**
 * A time in the reader's zone, with the day and without seconds: `22 Nov 20:02`.
 * @param {number} ms Milliseconds since 1970.
 */
export function dayTimeText(ms) {
  return `${axisText(ms, dayMs, false)} ${axisText(ms, minuteMs, false)}`;
}

/**
 * A time in the reader's zone: `10:32:15`, or `22 Nov 10:32` if it is more than 20 hours before or after `nowMs`.
 * @param {number} ms Milliseconds since 1970.
 * @param {number} nowMs
 */
export function timeText(ms, nowMs) {
  return Math.abs(nowMs - ms) < 20 * hourMs ? axisText(ms, 0, false) : dayTimeText(ms);
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
const invisible = String.raw`[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]`;

/** Scripts in which a joiner or non-joiner changes how a word looks. Between Latin letters nobody would see it. */
const joiningScripts = [
  ...["Arab", "Syrc", "Nkoo", "Mong", "Deva", "Beng", "Guru", "Gujr", "Orya", "Taml", "Telu", "Knda", "Mlym", "Sinh"],
  ...["Khmr", "Mymr", "Tibt"],
].map((script) => String.raw`\p{scx=${script}}`);
const joiningLetter = String.raw`[[\p{L}\p{M}]&&[${joiningScripts.join("")}]]`;

/** A joiner that belongs to a word, such as a Persian one, or to an emoji, such as a family. */
const joiner = [
  String.raw`(?<=${joiningLetter})[\u200c\u200d](?=${joiningLetter})`,
  String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})`,
].join("|");
const joinerOrInvisible = new RegExp(`(${joiner})|${invisible}`, "gv");

/**
 * A text of the service, with every character visible and at most `limit` of them: a name must not be able to imitate another one.
 * @param {string} text
 * @param {number} limit
 */
export function visibleText(text, limit = 200) {
  const start = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return start.replace(
    joinerOrInvisible,
    (character, kept) => kept ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
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
