// How similar texts are, for "Did you mean …?".

/** A known text, and its edit distance from the wanted one. */
export interface SimilarText {
  text: string;
  distance: number;
}

/**
 * The known texts most similar to the wanted one, the most similar first; among equals, in the given order.
 * @param count the maximum number of results
 * @param atMost the maximum edit distance of a result. Default: no maximum
 */
export function mostSimilar(
  wanted: string,
  known: Iterable<string>,
  count: number,
  atMost = Number.POSITIVE_INFINITY,
): SimilarText[] {
  const best: SimilarText[] = [];
  for (const text of new Set(known)) {
    // Once the list is full, a text must be better than its worst entry; there is no need to measure further.
    const limit = best.length < count ? atMost : (best.at(-1)?.distance ?? 0) - 1;
    const distance = editDistance(wanted, text, limit);
    if (distance > limit) continue;
    const place = best.findIndex((other) => other.distance > distance);
    best.splice(place < 0 ? best.length : place, 0, { text, distance });
    best.length = Math.min(best.length, count);
  }
  return best;
}

/**
 * The edit distance: how many insertions, deletions, replacements and swaps of neighbours turn one text into the other.
 * @param atMost where counting stops: a greater distance is returned as infinity. Default: never
 */
export function editDistance(from: string, to: string, atMost = Number.POSITIVE_INFINITY): number {
  if (Math.abs(from.length - to.length) > atMost) return Number.POSITIVE_INFINITY;
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  const at = (row: readonly number[], column: number) => row[column] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= to.length; j++) {
      const swapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const distance = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1),
        swapped ? at(beforeLast, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
      row.push(distance);
      least = Math.min(least, distance);
    }
    // A swap uses the row before last, but never gets below the minimum of the last row.
    if (least > atMost) return Number.POSITIVE_INFINITY;
    [beforeLast, last] = [last, row];
  }
  const distance = at(last, to.length);
  return distance > atMost ? Number.POSITIVE_INFINITY : distance;
}
