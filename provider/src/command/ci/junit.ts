import { printable } from "../../cloud/index.ts";
import { type ReportedTask, statusText, taskText } from "../../migration/index.ts";
import { oneLine } from "../oneLine.ts";
import type { OutcomeState } from "../outcome.ts";
import { type CiResult, failedTasks, failureText, shortened } from "./facts.ts";

/*
 * JUnit's XML, as GitLab and Jenkins read it: a suite per instance, a test case per task.
 * https://docs.gitlab.com/ci/testing/unit_test_reports/ · Jenkins' schema: xunit-plugin, junit-10.xsd
 */

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const maxNameLength = 255;
const maxTextLength = 4000;

type Verdict = "failure" | "error" | "skipped";

interface Case {
  readonly name: string;
  readonly seconds: number;
  /** Absent if it passed. */
  readonly verdict?: { readonly kind: Verdict; readonly type: string; readonly message: string };
}

interface Suite {
  readonly instanceId: string;
  readonly name: string;
  readonly cases: readonly Case[];
}

/** A result as a JUnit report. */
export function junitOf(result: CiResult): string {
  const { report } = result;
  const suites = report.instances.map(({ instanceId, name = instanceId }, index) => ({
    instanceId,
    name,
    // The first suite also says how the wait itself ended.
    cases: [...(index === 0 ? waitCases(result) : []), ...taskCases(result, instanceId)],
  }));
  const { tests, failures, errors } = countsOf(suites.flatMap(({ cases }) => cases));
  const head = attributes({ name: "RocketMQ migration", tests, failures, errors });
  const body = suites.map((one) => suiteElement(one, report.observedAt)).join("");
  return `${declaration}<testsuites${head}>\n${body}</testsuites>\n`;
}

/** The report of a command that an error ended before it had a result: one case, with the error. */
export function errorJunitOf(state: OutcomeState, message: string): string {
  const verdict = { kind: "error", type: state, message } as const;
  const head = attributes({ name: "RocketMQ migration", tests: 1, failures: 0, errors: 1 });
  const suite = attributes({ name: "rocketmq-migration", tests: 1, failures: 0, errors: 1, skipped: 0, time: "0.000" });
  const body = caseElement({ name: "wait", seconds: 0, verdict }, "rocketmq-migration");
  return `${declaration}<testsuites${head}>\n  <testsuite${suite}>\n${body}  </testsuite>\n</testsuites>\n`;
}

function suiteElement({ instanceId, name, cases }: Suite, observedAt: string): string {
  const time = Math.max(0, ...cases.map(({ seconds }) => seconds));
  // JUnit's time stamps have neither fractions nor a zone.
  const head = attributes({ name, ...countsOf(cases), time: time.toFixed(3), timestamp: observedAt.slice(0, 19) });
  return `  <testsuite${head}>\n${cases.map((one) => caseElement(one, `rocketmq-migration.${instanceId}`)).join("")}  </testsuite>\n`;
}

function caseElement({ name, seconds, verdict }: Case, classname: string): string {
  const head = attributes({ name, classname, time: seconds.toFixed(3) });
  if (!verdict) return `    <testcase${head}/>\n`;
  const { kind, type, message } = verdict;
  const text = xml(message, maxTextLength);
  // jenkins-junit.xsd allows no attributes here.
  const reasons = kind === "skipped" ? "" : attributes({ type, message: message.split("\n")[0] ?? "" });
  const mark = `<${kind}${reasons}>${text}</${kind}>`;
  return `    <testcase${head}>${mark}</testcase>\n`;
}

function countsOf(cases: readonly Case[]) {
  const count = (kind: Verdict) => cases.filter(({ verdict }) => verdict?.kind === kind).length;
  return { tests: cases.length, failures: count("failure"), errors: count("error"), skipped: count("skipped") };
}

/** GitLab keeps the first of several cases with one name only, so the name contains the ID. */
function taskCases({ report, outcome }: CiResult, instanceId: string): Case[] {
  return report.tasks
    .filter((task) => task.instanceId === instanceId)
    .map((task) => {
      const name = task.name === "" ? task.id : `${shortened(oneLine(task.name), maxNameLength)} (${task.id})`;
      return { name, seconds: observedSeconds(task), ...verdictOf(task, outcome.exitStatus === 0) };
    });
}

function verdictOf(task: ReportedTask, isReleased: boolean): Pick<Case, "verdict"> {
  const { status, reason } = task;
  if (status === "finished") return {};
  // With `--accept`, a wait can succeed although a task has not finished. A test that passes would say that it has.
  if (isReleased) {
    const end = `${statusText(status)}, accepted`;
    const message = status === "failed" && reason !== undefined ? `${end}: ${reason}` : end;
    return { verdict: { kind: "skipped", type: status || "unknown", message } };
  }
  if (status === "failed") {
    return {
      verdict: { kind: "failure", type: "failed", message: failureText(task) },
    };
  }
  const message = `Migration task ${taskText(task)} was ${statusText(status)} when the wait ended.`;
  return { verdict: { kind: "error", type: status || "unknown", message } };
}

/** A case for the wait itself if it was skipped, or if no task explains why it failed. */
function waitCases({ report, outcome }: CiResult): Case[] {
  const { state, exitStatus, headline, reasons, waitedSeconds } = outcome;
  const one = { name: "wait", seconds: waitedSeconds };
  if (state === "skipped") return [{ ...one, verdict: { kind: "skipped", type: state, message: headline } }];
  if (exitStatus === 0) return [];
  const explained = failedTasks(report).map(failureText);
  if (state === "failed" && explained.length > 0 && reasons.every((reason) => explained.includes(reason))) return [];
  return [{ ...one, verdict: { kind: "error", type: state, message: reasons.join("\n") || headline } }];
}

function observedSeconds({ history }: ReportedTask): number {
  const [first, last] = [history?.[0], history?.at(-1)];
  if (!first || !last) return 0;
  return Math.max(0, (Date.parse(last.since) - Date.parse(first.since)) / 1000);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xml(String(value), maxTextLength)}"`)
    .join("");
}

/**
 * A text as the content of an element or an attribute. XML 1.0 forbids most control characters, lone surrogates, U+FFFE and
 * U+FFFF, also as references.
 */
function xml(text: string, maxLength: number): string {
  return shortened(printable(text), maxLength)
    .replace(/[\p{Surrogate}\uFFFE\uFFFF]/gu, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
