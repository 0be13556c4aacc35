import { printable } from "../../cloud/index.ts";
import { markdownOf } from "../../migration/index.ts";
import { kebab } from "../kebab.ts";
import { oneLine } from "../oneLine.ts";
import { type CiResult, factsOf, failedTasks, failureText, shortened } from "./facts.ts";

/*
 * GitHub Actions: annotations, the summary of a job, and the outputs of a step.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */

/** GitHub shows no more annotations of one level than this per step. */
const maxAnnotations = 10;
const maxTitleLength = 100;
/** GitHub cuts longer messages. */
const maxMessageLength = 4000;
/** GitHub refuses the summary of a step that is larger than 1 MiB, and then shows none at all. */
export const maxSummaryBytes = 1024 * 1024;
const maxReasonsLength = 20_000;
const maxNames = 100;
const maxNameLength = 255;

interface Annotation {
  readonly title: string;
  readonly message: string;
}

/** Workflow commands, one a line, that say why a wait failed: failed tasks first. */
export function annotationsOf(result: CiResult): string[] {
  const { outcome } = result;
  if (outcome.state === "skipped")
    return [command("warning", { title: "Migration wait skipped", message: outcome.headline })];
  if (outcome.exitStatus === 0) return [];
  const errors = errorsOf(result);
  const shown = errors.length <= maxAnnotations ? errors : errors.slice(0, maxAnnotations - 1);
  const hidden = errors.length - shown.length;
  const more = hidden > 0 ? [{ title: "More migration failures", message: `And ${hidden} more.` }] : [];
  return [...shown, ...more].map((annotation) => command("error", annotation));
}

/** A workflow command for an error that ended the command before it had a result. */
export function errorAnnotation(message: string): string {
  return command("error", { title: "rocketmq-migration", message });
}

function errorsOf({ report, outcome }: CiResult): Annotation[] {
  const failed = failedTasks(report).map((task) => ({
    title: `Migration ${task.name || task.id} failed`,
    message: failureText(task),
  }));
  const others = outcome.reasons.filter((reason) => !failed.some(({ message }) => message === reason));
  if (outcome.state === "failed")
    return [...failed, ...others.map((message) => ({ title: outcome.headline, message }))];
  return [...failed, { title: outcome.headline, message: others.join("\n") || outcome.headline }];
}

/** `::error title=…::message`. A title or a message cannot end it or begin another one. */
function command(level: "error" | "warning", { title, message }: Annotation): string {
  return `::${level} title=${property(title)}::${data(message)}`;
}

function data(message: string): string {
  return escaped(shortened(printable(message), maxMessageLength));
}

function property(title: string): string {
  const line = shortened(printable(title), maxTitleLength);
  return escaped(line).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/**
 * Markdown for `$GITHUB_STEP_SUMMARY`.
 * @param maxBytes what is left of the limit of this step
 */
export function summaryOf({ report, outcome }: CiResult, maxBytes = maxSummaryBytes): string {
  const reasons = outcome.reasons.length === 0 ? "" : `${codeBlock(outcome.reasons.join("\n"))}\n`;
  const summary = `### RocketMQ migration\n\n${markdownOf(report, outcome.headline)}\n${reasons}`;
  if (Buffer.byteLength(summary) <= maxBytes) return summary;
  const note = "\n\nThe rest was cut off: GitHub limits a summary to 1 MiB.\n";
  const room = maxBytes - Buffer.byteLength(note);
  return room < 0 ? "" : `${wholeLines(summary, room)}${note}`;
}

/** Text between fences that are longer than any in the text. */
function codeBlock(text: string): string {
  const lines = shortened(printable(text), maxReasonsLength);
  const longest = Math.max(2, ...(lines.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${lines}\n${fence}\n`;
}

function wholeLines(text: string, maxBytes: number): string {
  const lines: string[] = [];
  let bytes = 0;
  for (const line of text.split("\n")) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > maxBytes) break;
    lines.push(line);
  }
  return lines.join("\n");
}

/**
 * Outputs for `$GITHUB_OUTPUT`.
 * @param makeDelimiter makes a text that nobody can guess, so no value contains it
 */
export function outputsOf(result: CiResult, makeDelimiter: () => string): string {
  const { failedNames, ...facts } = factsOf(result);
  const names = failedNames.slice(0, maxNames).map((name) => shortened(oneLine(name), maxNameLength));
  const values = [...Object.entries({ ...facts, failedNames: names.join("\n") })];
  return values.map(([name, value]) => output(kebab(name), String(value), makeDelimiter())).join("");
}

/** The outputs of a command that an error ended before it had a result. */
export function errorOutputsOf(state: string, exitStatus: number, makeDelimiter: () => string): string {
  const values = { state, "exit-status": String(exitStatus) };
  return Object.entries(values)
    .map(([name, value]) => output(name, value, makeDelimiter()))
    .join("");
}

/** Each value has a delimiter, so that a line break in it cannot begin another output. */
function output(name: string, value: string, delimiter: string): string {
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}
