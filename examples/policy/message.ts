import type { OpenTask, Unfinished } from "#unfinished";

/** How many items of a list a message names. */
const maxNamed = 5;

/** How many characters of a name or reason it quotes. */
const maxLength = 200;

/**
 * What a user reads when resources are refused: which ones, what they wait for and why, and what to do.
 * @param names of the resources
 * @param unfinished at least one
 */
export function violationText(names: string[], unfinished: Unfinished[]): string {
  const [first, ...others] = unfinished.flatMap(reasons);
  const remedies = [...new Set(unfinished.flatMap(remediesFor)), "Then run Pulumi again."];
  return [`${listText(names.map(quoted))} must not be deployed yet. ${first}`, ...others, remedies.join(" ")].join(
    "\n",
  );
}

function reasons({ instanceId, error, total, open, missingNames }: Unfinished): string[] {
  if (error !== undefined) {
    return [
      `The migration tasks of instance ${instanceId} could not be read: ${error.split("\n").map(printable).join("\n")}`,
    ];
  }
  if (total === 0) return [`There are no migration tasks to check on instance ${instanceId}.`];
  const lines = [...open.map(openText), ...missingNames.map((name) => `${quoted(name)} does not exist`)];
  const counted = total === 1 ? "The only migration task" : `${lines.length} of ${total} migration tasks`;
  const more = lines.length - maxNamed;
  return [
    `${counted} on instance ${instanceId} ${lines.length === 1 ? "has" : "have"} not finished:`,
    ...lines.slice(0, maxNamed).map((line) => `  - ${line}`),
    ...(more > 0 ? [`  - and ${more} more`] : []),
  ];
}

function openText({ id, name, status, failures }: OpenTask): string {
  const task = quoted(name === "" ? id : name);
  if (status === "creating" || status === "starting") return `${task} is still running (${status})`;
  if (status !== "failed") return `${task} is in the unknown state ${quoted(status)}`;
  const causes = failures.map(({ kind, name, vhost, reason }) => {
    const item = kind === "unknown" ? printable(shortened(name)) : `${kind} ${quoted(name)}`;
    const place = vhost === undefined ? "" : ` in vhost ${quoted(vhost)}`;
    return `${item}${place}: ${printable(shortened(reason)) || "the service gives no reason"}`;
  });
  return causes.length === 0 ? `${task} failed` : `${task} failed: ${listText(causes, "; ")}`;
}

function remediesFor({ error, total, open, missingNames }: Unfinished): string[] {
  if (error !== undefined) return ["Fix the error first: a migration whose state is unknown counts as unfinished."];
  if (total === 0) return ["Start the migration, or correct instanceIds and taskTypes in the policy's configuration."];
  const found: string[] = [];
  if (open.some(({ status }) => status === "failed")) found.push("Fix what failed and migrate it again.");
  if (open.some(({ status }) => status !== "failed")) found.push("Wait until the running tasks have finished.");
  if (missingNames.length > 0)
    found.push("Start the missing tasks, or correct taskNames in the policy's configuration.");
  return found;
}

/** The first items of a list, and how many more there are. */
function listText(items: string[], separator = ", "): string {
  const more = items.length - maxNamed;
  return more > 0 ? `${items.slice(0, maxNamed).join(separator)} and ${more} more` : items.join(separator);
}

function quoted(text: string): string {
  return `"${printable(shortened(text))}"`;
}

function shortened(text: string): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

/** A text of one line that a terminal shows and does not obey, and in which Pulumi finds no colours (`<{%`). */
function printable(text: string): string {
  const escaped = text.replace(
    /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
  return escaped.replaceAll("<{%", "<{ %");
}
