import { countText, listText } from "../wording.ts";
import type { Difference, MissingItem } from "./compareInstance.ts";
import type { InstanceCounts, Verification } from "./verification.ts";

/** How many items a text names one by one. */
const maxNamed = 20;

const nouns: Readonly<Record<MissingItem["kind"], string>> = { topic: "topic", consumerGroup: "consumer group" };

/**
 * What of a migration is missing or different, in a sentence: `Missing: topic "orders". Different: …`.
 * @returns an empty text if nothing is
 */
export function problemsText({ missing, different }: Pick<Verification, "missing" | "different">): string {
  const decisive = different.filter(({ advisory }) => !advisory);
  return [listed("Missing", missing.map(itemText)), listed("Different", decisive.map(differenceText))]
    .filter((text) => text !== "")
    .join(" ");
}

/**
 * Differences that do not count, because the instance's version does not keep the property.
 * @returns an empty text if there are none
 */
export function advisoryText({ different }: Pick<Verification, "different">): string {
  const advisory = different.filter((difference) => difference.advisory).map(differenceText);
  if (advisory.length === 0) return "";
  return `${listed("Different", advisory)} The service does not name this instance's brokers, so this is only reported.`;
}

/** The numbers on the instance: `12 topics and 3 consumer groups, 10 and 3 before`. Empty if nothing was counted. */
export function countsText({ instance, before }: Verification["counts"]): string {
  const now = instanceText(instance);
  if (now === "") return "";
  return `The instance has ${now}${before === undefined ? "" : `; before the migration it had ${instanceText(before)}`}.`;
}

function instanceText({ topics, consumerGroups }: InstanceCounts): string {
  return [
    ...(topics === undefined ? [] : [countText(topics, "topic")]),
    ...(consumerGroups === undefined ? [] : [countText(consumerGroups, "consumer group")]),
  ].join(" and ");
}

function listed(label: string, texts: readonly string[]): string {
  return texts.length === 0 ? "" : `${label}: ${listText(texts, maxNamed, "; ")}.`;
}

function itemText({ kind, name }: MissingItem): string {
  return `${nouns[kind]} ${JSON.stringify(name)}`;
}

/** `topic "orders" has readQueueNums 4 on broker-0, not 8`. */
function differenceText(difference: Difference): string {
  const { property, broker, expected, found } = difference;
  return `${itemText(difference)} has ${property} ${found}${broker === undefined ? "" : ` on ${broker}`}, not ${expected}`;
}
