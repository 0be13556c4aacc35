import { hasEnded, type Task } from "../task.ts";
import { countText, listText, statusText, taskText } from "../wording.ts";
import type { Difference, MissingItem } from "./compareInstance.ts";
import type { InstanceCounts, Verification } from "./verification.ts";

/** How many items a text names one by one. */
const maxNamed = 20;

const nouns: Readonly<Record<MissingItem["kind"], string>> = { topic: "topic", consumerGroup: "consumer group" };

/** The verdict on a task, in sentences. They name what is missing or different. */
export function verdictText(
  task: Pick<Task, "id" | "name" | "status">,
  instanceId: string,
  { verdict, missing, different, counts, reason = "" }: Verification,
): string {
  const { status } = task;
  const ended = `Migration task ${taskText(task)} ${hasEnded(status) ? `has ${status}` : `is ${statusText(status)}`}`;
  const but = status === "finished" ? "but" : "and";
  const joined = different.filter(({ advisory, property }) => advisory && property === "brokers");
  const unkept = different.filter(({ advisory, property }) => advisory && property !== "brokers");
  switch (verdict) {
    case "differs":
      return sentences(
        `${ended}, ${but} instance ${instanceId} does not have everything that it submitted.`,
        ...differencesTexts({ missing, different }),
      );
    case "notVerifiable":
      return sentences(`${ended}, ${but} could not be verified.`, reason, countsText(counts));
    case "verified":
      return sentences(
        `${ended}, and instance ${instanceId} has all ${counts.expected} of its topics and consumer groups.`,
        listed("Different, as this version does not keep these properties", unkept.map(differenceText)),
        listed("Brokers that may have joined after the migration", joined.map(differenceText)),
      );
  }
}

/** What is missing, and what differs and counts, in sentences. */
export function differencesTexts({ missing, different }: Pick<Verification, "missing" | "different">): string[] {
  const decisive = different.filter(({ advisory }) => !advisory);
  return [listed("Missing", missing.map(itemText)), listed("Different", decisive.map(differenceText))].filter(
    (text) => text !== "",
  );
}

/** A topic or consumer group by kind and name. */
export function itemText({ kind, name }: MissingItem): string {
  return `${nouns[kind]} ${JSON.stringify(name)}`;
}

/** `topic "orders" has readQueueNums 4 on broker-0, not 8`, or `topic "orders" is missing on broker-1`. */
function differenceText(difference: Difference): string {
  const { property, broker, expected, found } = difference;
  if (property === "brokers") return `${itemText(difference)} is missing on ${broker}`;
  return `${itemText(difference)} has ${property} ${found}${broker === undefined ? "" : ` on ${broker}`}, not ${expected}`;
}

/** `The instance has 12 topics; before the migration it had 10 topics.` Empty if nothing was counted. */
function countsText({ instance, before }: Verification["counts"]): string {
  const [now, then] = [instanceText(instance), before === undefined ? "" : instanceText(before)];
  if (now === "") return "";
  return `The instance has ${now}${then === "" ? "" : `; before the migration it had ${then}`}.`;
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

function sentences(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}

/** Why a task in this status cannot be verified. */
export function notEndedText(status: string): string {
  return `The task has not ended: it is ${statusText(status)}. Wait until it has finished.`;
}
