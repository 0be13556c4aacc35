import { mostAlike } from "../alike.ts";
import { knownRegions } from "./regions.ts";

/** A region that takes more edits than this is no slip of the pen. */
const editsAtMost = 3;

/**
 * The known region that is most like the given one, to say "did you mean …?"; undefined when the region is known
 * already, or when no known one is like it (more than three edits away).
 */
export function suggestRegion(region: string): string | undefined {
  if (knownRegions.includes(region)) return undefined;
  return mostAlike(region.toLowerCase(), knownRegions, 1, editsAtMost)[0]?.text;
}
