/** The most that an error's text may take in a gRPC trailer, percent-encoded as gRPC writes it. */
const maxMessageBytes = 6 * 1024;

/** Said where a text or a list was cut for which the resource stays in state. */
const howToSeeAll = "`pulumi refresh` brings the full list into state.";

/** A text as it may travel: half a surrogate pair becomes U+FFFD, since gRPC throws on it. */
function wellFormed(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}

/** What a text takes in a gRPC header, in bytes: anything but plain ASCII is percent-encoded, byte by byte. */
export function encodedBytes(text: string): number {
  return encodeURI(wellFormed(text)).length;
}

/**
 * Cuts a text that takes more than this in a gRPC header; never inside a character. Says how much is missing.
 * @param maxBytes the most that the whole may take, the note at its end included; at least 100
 */
export function boundedText(text: string, maxBytes = maxMessageBytes): string {
  const whole = wellFormed(text);
  // A character takes one byte at least, so that nothing past this has to be measured.
  if (whole.length <= maxBytes && encodedBytes(whole) <= maxBytes) return whole;
  let left = maxBytes - encodedBytes(missing(whole.length));
  let end = 0;
  for (const character of whole) {
    left -= encodeURI(character).length;
    if (left < 0) break;
    end += character.length;
  }
  return whole.slice(0, end) + missing(whole.length - end);
}

function missing(characters: number): string {
  return `… and ${characters} more characters`;
}

/**
 * As many of the reasons as fit, at least the first, cut if need be. What is missing is counted in one more.
 * @param maxBytes the most that all of them may take together
 */
export function boundedReasons(reasons: readonly string[], maxBytes = maxMessageBytes): string[] {
  let left = maxBytes - noteBytes;
  const kept: string[] = [];
  for (const reason of reasons) {
    const bounded = kept.length === 0 ? boundedText(reason, left) : wellFormed(reason);
    left -= encodedBytes(bounded);
    if (left < 0) break;
    kept.push(bounded);
    if (bounded !== wellFormed(reason)) break;
  }
  const isWhole =
    kept.length === reasons.length && kept.every((reason, index) => reason === wellFormed(reasons[index] ?? ""));
  if (isWhole) return kept;
  const more = reasons.length - kept.length;
  return [...kept, more > 0 ? `… and ${more} more reasons. ${howToSeeAll}` : howToSeeAll];
}

/** Enough for the note that something is missing. */
const noteBytes = 200;
