/**
 * @param {string} text A version such as `v3.259.0`, `22.18.0` or `3.260.0-alpha.1+dev`.
 * @returns {{ numbers: [number, number, number]; preRelease: boolean } | undefined} Nothing when it is no version.
 */
function parseVersion(text) {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/.exec(text.trim());
  if (match === null) return undefined;
  return { numbers: [Number(match[1]), Number(match[2]), Number(match[3])], preRelease: match[4] !== undefined };
}

/**
 * Whether `version` is `minimum` or newer. A pre-release comes before its release: `3.259.0-alpha.1` is older than
 * `3.259.0`. What is no version is never new enough.
 * @param {string} version
 * @param {string} minimum
 */
export function isAtLeast(version, minimum) {
  const seen = parseVersion(version);
  const wanted = parseVersion(minimum);
  if (seen === undefined || wanted === undefined) return false;
  for (const place of /** @type {const} */ ([0, 1, 2])) {
    const difference = seen.numbers[place] - wanted.numbers[place];
    if (difference !== 0) return difference > 0;
  }
  return wanted.preRelease || !seen.preRelease;
}
