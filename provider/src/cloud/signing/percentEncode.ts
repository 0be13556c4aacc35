const unreserved = /^[\w.~-]*$/;

/**
 * Percent-encodes everything but `A-Za-z0-9-_.~`, as SDK-HMAC-SHA256 requires. encodeURIComponent leaves `!'()*` alone, so
 * they are encoded here. A lone surrogate becomes U+FFFD, as on the wire; encodeURIComponent would throw.
 */
export function percentEncode(text: string): string {
  if (unreserved.test(text)) return text;
  const wellFormed = Buffer.from(text, "utf8").toString("utf8");
  return encodeURIComponent(wellFormed).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
