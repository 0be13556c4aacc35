/** The most that an error's text may take in a gRPC trailer, percent-encoded as gRPC writes it. */
const maxMessageBytes = 6 * 1024;

/** Added where reasons are cut. */
const howToSeeAll = "`pulumi refresh` brings the full list into state.";

/** Replaces half a surrogate pair, on which gRPC throws, by U+FFFD. */
function wellFormed(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}

/** How many bytes a text takes in a gRPC header, where every byte that is not printable ASCII is percent-encoded. */
export function encodedBytes(text: string): number {
  return encodeURI(wellFormed(text)).length;
}

/**
 * Cuts a text that takes more than `maxBytes` in a gRPC header, between two characters, and says how much is missing.
 * @param maxBytes the most that the result may take, including the note at its end; at least 100
 */
export function boundedText(text: string, maxBytes = maxMessageBytes): string {
  const whole = wellFormed(text);
  // A character takes at least one byte, so a longer text need not be measured.
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
 * As many reasons as fit, at least the first, cut if need be. An additional one says how many are missing.
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

/** Room for the note that says what is missing. */
const noteBytes = 200;
