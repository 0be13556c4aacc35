import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { type Environment, messageOf, printable } from "../../cloud/index.ts";
import { type CommandResult, exitStatuses, type OutcomeState } from "../outcome.ts";
import { replaceFile } from "../replaceFile.ts";
import { dotenvOf, errorDotenvOf } from "./dotenv.ts";
import { annotationsOf, errorAnnotation, errorOutputsOf, maxSummaryBytes, outputsOf, summaryOf } from "./github.ts";
import { errorJunitOf, junitOf } from "./junit.ts";

/** The files that the command line asks for. */
export interface ReportFiles {
  /** `--junit` */
  readonly junitFile?: string | undefined;
  /** `--dotenv` */
  readonly dotenvFile?: string | undefined;
}

/** Where a CI system reads from. */
export interface CiTarget extends ReportFiles {
  readonly environment: Environment;
  /** GitHub reads annotations from standard error as well, and standard output is for the result only. */
  readonly stderr: Pick<NodeJS.WritableStream, "write">;
}

/**
 * Tells the CI system that runs this command how a wait ended. If one of GitHub's files cannot be written, that is only a
 * warning, because the migration's result stands.
 * @throws UsageError if `junitFile` or `dotenvFile` cannot be written
 */
export function reportToCi({ report, outcome }: CommandResult, target: CiTarget): void {
  if (!outcome) return;
  const result = { report, outcome };
  if (isGitHub(target)) {
    target.stderr.write(
      annotationsOf(result)
        .map((line) => `${line}\n`)
        .join(""),
    );
    append("GITHUB_STEP_SUMMARY", (size) => summaryOf(result, maxSummaryBytes - size), target);
    append("GITHUB_OUTPUT", () => outputsOf(result, randomUUID), target);
  }
  const { junitFile, dotenvFile } = target;
  if (dotenvFile !== undefined) write(dotenvFile, dotenvOf(result));
  if (junitFile !== undefined) write(junitFile, junitOf(result));
}

/**
 * Tells the CI system about an error that ended the command before it had a result. The files are written too: those of an
 * earlier run would report its result. If one cannot be written, that is only a warning, because the error matters more.
 * @param files where the reports go. Default: the target's files
 */
export function reportErrorToCi(
  state: OutcomeState,
  message: string,
  target: CiTarget,
  files: ReportFiles = target,
): void {
  if (isGitHub(target)) {
    target.stderr.write(`${errorAnnotation(message)}\n`);
    append("GITHUB_OUTPUT", () => errorOutputsOf(state, exitStatuses[state], randomUUID), target);
  }
  const { junitFile, dotenvFile } = files;
  try {
    if (dotenvFile !== undefined) write(dotenvFile, errorDotenvOf(state, exitStatuses[state]));
    if (junitFile !== undefined) write(junitFile, errorJunitOf(state, message));
  } catch (error) {
    target.stderr.write(printable(`warning: ${messageOf(error)}\n`));
  }
}

/** The values of `--junit` and `--dotenv` in a command line that commander may have refused. */
export function reportFilesIn(args: readonly string[]): ReportFiles {
  return { junitFile: lastValue("--junit", args), dotenvFile: lastValue("--dotenv", args) };
}

/** The last value of an option, as commander reads it: `--option value` or `--option=value`, before `--`. */
function lastValue(option: string, args: readonly string[]): string | undefined {
  const end = args.indexOf("--");
  const options = end === -1 ? args : args.slice(0, end);
  const values = options.flatMap((text, index) => {
    if (text.startsWith(`${option}=`)) return [text.slice(option.length + 1)];
    const next = options[index + 1];
    return text === option && next !== undefined && !next.startsWith("-") ? [next] : [];
  });
  return values.findLast((value) => value !== "");
}

function isGitHub({ environment }: CiTarget): boolean {
  return environment.GITHUB_ACTIONS === "true";
}

/** @param content makes the text, from the number of bytes that the file has already */
function append(variable: string, content: (size: number) => string, { environment, stderr }: CiTarget): void {
  const file = environment[variable] ?? "";
  if (file === "") return;
  try {
    appendFileSync(file, content(statSync(file, { throwIfNoEntry: false })?.size ?? 0));
  } catch (error) {
    stderr.write(printable(`warning: Cannot write $${variable}: ${messageOf(error)}.\n`));
  }
}

function write(file: string, content: string): void {
  try {
    // A missing folder must not cost the report of an hour's wait.
    mkdirSync(dirname(file), { recursive: true });
  } catch {
    // replaceFile reports the problem.
  }
  replaceFile(file, content);
}
