import { mostSimilar } from "../similarText.ts";
import { knownRegions } from "./regions.ts";

/** With more edits than this, it is not a typo. */
const editsAtMost = 3;

/** The known region that is most similar, for "Did you mean …?". Undefined if the region is known, or if none is similar. */
export function suggestRegion(region: string): string | undefined {
  if (knownRegions.includes(region)) return undefined;
  return mostSimilar(region.toLowerCase(), knownRegions, 1, editsAtMost)[0]?.text;
}
