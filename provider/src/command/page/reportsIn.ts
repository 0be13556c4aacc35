import { asObject } from "../../cloud/index.ts";
import { type InstanceReport, type MigrationReport, reportVersion } from "../../migration/index.ts";
import { countsOf, looksLikeReport, parseReport, ReportInputError } from "./parseReport.ts";

/** What `pulumi stack output --json` prints in the place of a secret. */
const secretMark = "[secret]";

const advice =
  "Export one: `export const migrations = rocketmq.getMigrationReportOutput({ instanceIds: [instanceId] });`";

/**
 * Finds the migration report in the outputs of a stack, whatever the output is called. Several reports become one. The JSON may also
 * be a report itself, as `list --output json` prints it.
 * @param text what `pulumi stack output --json` prints
 * @throws ReportInputError if there is no report, or one that cannot be read
 */
export function reportsIn(text: string): MigrationReport {
  const value = parseJson(text);
  if (looksLikeReport(value)) return parseReport(value, "The report");
  const outputs = asObject(value);
  if (outputs === undefined) throw new ReportInputError(`Expected the outputs of a stack as a JSON object. ${usage}`);
  const reports = Object.entries(outputs)
    .filter(([, output]) => looksLikeReport(output))
    .map(([name, output]) => parseReport(output, `The output ${JSON.stringify(name)}`));
  const [first, ...others] = reports;
  if (first === undefined) throw new ReportInputError(noReport(outputs));
  return others.length === 0 ? first : merge(reports);
}

const usage = "Run: pulumi stack output --json | rocketmq-migration page";

function parseJson(text: string): unknown {
  if (text.trim() === "") throw new ReportInputError(`The input is empty. ${usage}`);
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ReportInputError(`The input is not JSON (${why}). ${usage}`);
  }
}

function noReport(outputs: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(outputs);
  if (names.length === 0) return `The stack has no outputs. ${advice}`;
  const secret = names.filter((name) => outputs[name] === secretMark).map((name) => JSON.stringify(name));
  if (secret.length === 0) return `No output is a migration report. ${advice}`;
  const [subject, verb, pronoun] =
    secret.length === 1 ? ["The output", "is", "it"] : ["The outputs", "are", "one of them"];
  return (
    `No output is a migration report. ${subject} ${secret.join(", ")} ${verb} secret, so Pulumi prints "${secretMark}". ` +
    `If ${pronoun} is the report, one of its inputs is secret: pass that as plain text (instance IDs are not secret), ` +
    "or run `pulumi stack output --json --show-secrets`."
  );
}

/** One report of several. Of an instance that is in more than one, the latest reading counts. */
function merge(reports: readonly MigrationReport[]): MigrationReport {
  const latest = new Map<string, { instance: InstanceReport; report: MigrationReport }>();
  for (const report of reports) {
    for (const instance of report.instances) {
      const other = latest.get(instance.instanceId);
      const isLater = other === undefined || time(instance.observedAt) > time(other.instance.observedAt);
      if (isLater) latest.set(instance.instanceId, { instance, report });
    }
  }
  const chosen = [...latest.values()];
  const tasks = chosen.flatMap(({ instance, report }) =>
    report.tasks.filter(({ instanceId }) => instanceId === instance.instanceId),
  );
  const observedAt = reports.map((report) => report.observedAt).reduce((a, b) => (time(a) <= time(b) ? a : b));
  return {
    version: reportVersion,
    observedAt,
    instances: chosen.map(({ instance }) => instance),
    tasks,
    counts: countsOf(tasks),
  };
}

/** Milliseconds since 1970. An instance that was never read is older than every other one. */
function time(text: string): number {
  return text === "" ? Number.NEGATIVE_INFINITY : Date.parse(text);
}
