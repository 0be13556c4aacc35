import type { OutcomeState } from "../outcome.ts";
import { type CiResult, factsOf, shortened } from "./facts.ts";

/*
 * GitLab's `artifacts:reports:dotenv`: at most 5 KB, at most 20 variables, one line each, no quoting. A file that breaks a rule is
 * refused as a whole. https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsdotenv
 */

const prefix = "ROCKETMQ_MIGRATION_";
/** Bytes of one value. All of them together stay far below 5 KB. */
const maxValueBytes = 1000;

/** Everything but letters, digits, spaces and a few signs that mean nothing to a shell, to YAML or to GitLab. */
const unsafe = /[^\p{L}\p{M}\p{N} _.:/@+-]+/gu;

/** The facts of a result as variables for later jobs: `ROCKETMQ_MIGRATION_STATE=finished` and so on. */
export function dotenvOf(result: CiResult): string {
  const { headline: _, failedNames, instanceId, skipReason, ...facts } = factsOf(result);
  const values = {
    ...facts,
    // IDs of instances are UUIDs.
    instanceId: instanceId.replaceAll(",", " "),
    failedNames: namesWithin(failedNames.map(sanitized), maxValueBytes),
    skipReason: cutBytes(sanitized(skipReason), maxValueBytes),
  };
  return Object.entries(values)
    .map(([name, value]) => `${prefix}${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}=${value}\n`)
    .join("");
}

/** The variables of a command that an error ended before it had a result. */
export function errorDotenvOf(state: OutcomeState, exitStatus: number): string {
  return `${prefix}STATE=${state}\n${prefix}EXIT_STATUS=${exitStatus}\n`;
}

function sanitized(text: string): string {
  return text.normalize("NFC").replace(unsafe, "_").trim();
}

/** As many whole names as fit, separated by commas, and how many more there are. */
function namesWithin(names: readonly string[], maxBytes: number): string {
  const kept: string[] = [];
  let bytes = 0;
  for (const name of names) {
    const short = shortenedName(name);
    bytes += Buffer.byteLength(short) + 1;
    if (bytes > maxBytes - 20) break;
    kept.push(short);
  }
  const hidden = names.length - kept.length;
  return [...kept, ...(hidden > 0 ? [`and ${hidden} more`] : [])].join(",");
}

const maxNameLength = 100;

function shortenedName(name: string): string {
  return name.length > maxNameLength ? shortened(name, maxNameLength).replace("…", "...") : name;
}

/** The longest beginning that is not longer than so many bytes. */
function cutBytes(text: string, maxBytes: number): string {
  let cut = "";
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    cut += character;
  }
  return cut;
}
