/** How alike two texts are: for "Did you mean …?". */

/** A known text, and how many edits away from the wanted one it is. */
export interface Alike {
  text: string;
  distance: number;
}

/**
 * The known texts most like the wanted one, most alike first; of equals, the one that comes first.
 * @param count how many at most
 * @param atMost leaves out what is more edits away. Default: nothing
 */
export function mostAlike(
  wanted: string,
  known: Iterable<string>,
  count: number,
  atMost = Number.POSITIVE_INFINITY,
): Alike[] {
  const best: Alike[] = [];
  for (const text of new Set(known)) {
    // Whatever is no better than the worst of a full list need not be measured to the end.
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
 * How many insertions, deletions, replacements and swaps of neighbours turn one text into the other.
 * @param atMost where counting ends: more than that is told as infinity. Default: never
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
    // A swap reaches back two rows, but never to less than the least of the last row.
    if (least > atMost) return Number.POSITIVE_INFINITY;
    [beforeLast, last] = [last, row];
  }
  const distance = at(last, to.length);
  return distance > atMost ? Number.POSITIVE_INFINITY : distance;
}
