/**
 * Percent-encodes everything but `A-Za-z0-9-_.~`, as SDK-HMAC-SHA256 wants it. encodeURIComponent leaves `!'()*` as they
 * are, so these are escaped here. Half a surrogate pair becomes U+FFFD, as it does on the wire (encodeURIComponent throws).
 */
export function percentEncode(text: string): string {
  const wellFormed = Buffer.from(text, "utf8").toString("utf8");
  return encodeURIComponent(wellFormed).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
