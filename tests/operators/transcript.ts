import type { History, Step } from "./history.ts";
import type { Run } from "./play.ts";

/** A history and what came of it, for people: a line for each step, and below each operation what it did. */
export function transcript(history: History, runs: readonly Run[]): string {
  const lines = [`project in the ${history.projectIn}`];
  let next = 0;
  const tell = (run: Run | undefined) => {
    if (run) lines.push(...outcomeLines(run).map((line) => `    ${line}`));
  };
  for (const step of history.steps) {
    lines.push(stepLine(step));
    if (step.do === "run") {
      tell(runs[next]);
      next += 1;
    }
  }
  for (const run of runs.slice(next)) {
    lines.push(`in the end: up${listed("--replace", run.operation.replaced)}`);
    tell(run);
  }
  return lines.join("\n");
}

function stepLine(step: Step): string {
  const { do: what, ...rest } = step;
  if (step.do !== "run") return `${what} ${JSON.stringify(rest)}`;
  const { kind, targets, replaced, faults, course, end, wrongProject } = step;
  return [
    kind,
    listed("--target", targets),
    listed("--replace", replaced),
    course === "finishes" ? "" : ` (new tasks: ${course})`,
    faults.length > 0 ? ` faults ${JSON.stringify(faults)}` : "",
    end ? ` ${end.by} after ${end.afterRequests} requests` : "",
    wrongProject ? " with a wrong project" : "",
  ].join("");
}

function listed(option: string, values: readonly unknown[]): string {
  return values.length > 0 ? ` ${option} ${values.join(",")}` : "";
}

function outcomeLines({ outcome, events }: Run): string[] {
  const name = (urn: string) => urn.split("::").slice(3).join("::");
  return [
    outcome.calls
      .map(({ rpc, urn, id, answer }) => `${rpc} ${name(urn)}${id ? ` ${id.slice(-6)}` : ""} ${answer}`)
      .join(", "),
    ...events.map(({ kind, record }) => `${kind} ${record.name} ${record.taskId.slice(-6)} (${record.migrates})`),
    ...outcome.errors.map((error) => `error: ${error}`),
    ...outcome.messages.map((message) => `told: ${message}`),
    `state: ${outcome.state.entries
      .map(
        (entry) =>
          `${name(entry.urn)}=${entry.id.slice(-6)} ${entry.outputs.status}${entry.delete ? " DELETE" : ""}${entry.pendingReplacement ? " PENDING" : ""}${entry.initErrors.length > 0 ? " INIT" : ""}`,
      )
      .join("; ")}`,
  ].filter((line) => line !== "");
}
