/** The most that is quoted of a body, a header or a code. */
const maxCharacters = 120;

/** The start of a text, on one line: secrets must be masked before, because half a secret is not recognized. */
export function excerpt(text: string, atMost = maxCharacters): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > atMost ? `${line.slice(0, atMost)}…` : line;
}
