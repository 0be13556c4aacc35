import { mostSimilar } from "../../cloud/index.ts";
import type { Task } from "../task.ts";
import { countText, listText, statusText } from "../wording.ts";
import type { GateRules } from "./gateDecision.ts";
import { keyText } from "./gateWording.ts";

/** How many tasks to suggest at most. */
const maxSuggestions = 5;

/**
 * What the instance has in place of selected tasks that do not exist: "Did you mean …?" if a key looks like a typo, else
 * the tasks most like them.
 * @param missing selected IDs or names that match no task
 * @param existing all tasks of the instance
 */
export function suggestionText(
  rules: Pick<GateRules, "selection" | "hideOthers">,
  missing: readonly string[],
  existing: readonly Task[],
): string {
  if (existing.length === 0) return "The instance has no tasks.";
  const count = `The instance has ${countText(existing.length, "task")}`;
  if (rules.hideOthers) return `${count}.`;
  const byKey = new Map(existing.map((task) => [rules.selection.by === "ids" ? task.id : task.name, task]));
  const meant = mostSimilarOf(missing, byKey.keys(), { typosOnly: true }).map((key) => keyText(rules, key));
  if (meant.length > 0) return `Did you mean ${listText(meant, maxSuggestions, " or ")}? ${count}.`;
  const nearest = mostSimilarOf(missing, byKey.keys(), { typosOnly: false }).flatMap((key) => {
    const task = byKey.get(key);
    return task ? [`${keyText(rules, key)} (${statusText(task.status)})`] : [];
  });
  const more = existing.length - nearest.length;
  return `${count}: ${nearest.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}

/** How many edits still count as a typo: one in three characters, from one to three. */
function maxTypos(key: string): number {
  return Math.min(3, Math.max(1, Math.floor(key.length / 3)));
}

/**
 * The keys most similar to the missing ones, the most similar first.
 * @param typosOnly only the closest that may be meant: "de-payment" means "de-payments", not "nl-payments"
 */
function mostSimilarOf(
  missing: readonly string[],
  keys: Iterable<string>,
  { typosOnly }: { typosOnly: boolean },
): string[] {
  const known = [...keys].filter((key) => key !== "");
  const found = missing
    .slice(0, maxSuggestions)
    .flatMap((key) => {
      const similar = mostSimilar(key, known, maxSuggestions, typosOnly ? maxTypos(key) : Number.POSITIVE_INFINITY);
      return typosOnly ? similar.filter(({ distance }) => distance === similar[0]?.distance) : similar;
    })
    .toSorted((one, other) => one.distance - other.distance);
  return [...new Set(found.map(({ text }) => text))].slice(0, maxSuggestions);
}
