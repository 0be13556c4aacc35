/**
 * Breaks the provider in one place at a time, in a copy of its sources, and shows that the histories notice:
 *
 *   node tests/operators/mutants.ts [runs] [seed]
 *
 * `runs` is how many histories each mutant gets at most. The exit status is 1 if one is not caught, or does not apply
 * any more because the sources have changed.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Mutant {
  /** What the provider gets wrong. */
  readonly fault: string;
  /** Below provider/src. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const task = "package/migrationTask";

const mutants: readonly Mutant[] = [
  {
    fault: "an adopted task counts as created",
    file: `${task}/create.ts`,
    find: 'submitted.adopted && wanted.names.isExplicit ? "adopted" : "created"',
    replace: '"created"',
  },
  {
    fault: "the project that the task is in is not compared",
    file: `${task}/location.ts`,
    find: "if (isOtherProject || ",
    replace: "if (",
  },
  {
    fault: "that another entry holds a record is forgotten",
    file: `${task}/taskMemory.ts`,
    find: "    return isUsed;",
    replace: "    return false;",
  },
  {
    fault: "a finished task is dropped when its record is gone",
    file: `${task}/read.ts`,
    find: "  if (!isEnded) {\n    refuseOtherEndpoint",
    replace: "  if (true) {\n    refuseOtherEndpoint",
  },
  {
    fault: "the number of a run is not raised",
    file: `${task}/findRun.ts`,
    find: "run + 1 : 2",
    replace: "run : 1",
  },
  {
    fault: "a delete does not wait until the task has ended",
    file: `${task}/delete.ts`,
    find: "if (!hasEnded(found.status)) {",
    replace: "if (false) {",
  },
  {
    fault: "metadata is not compared when a task is adopted",
    file: "migration/findSameTask.ts",
    find: "if (!sameMetadata(detail.metadata, metadata)) throw",
    replace: "if (false) throw",
  },
  {
    fault: "a resource that the state does not know looks for no earlier run",
    file: `${task}/findRun.ts`,
    find: "return [...family, ...siblings].filter(",
    replace: "return [].filter(",
  },
  {
    fault: "two resources may claim one name",
    file: `${task}/check.ts`,
    find: "if (owner === urn) return [];",
    replace: "return [];",
  },
  {
    fault: "overwrite is a reason to run a finished task again",
    file: `${task}/diff.ts`,
    find: 'return status !== "finished";',
    replace: "return true;",
  },
  {
    fault: "a task that has not finished is not looked at again",
    file: `${task}/diff.ts`,
    find: 'changed.push("status");',
    replace: "{}",
  },
  {
    fault: "a task that failed is not read before the next update",
    file: "plugin/failure.ts",
    find: "detail.setRefreshBeforeUpdate(readBeforeUpdate);",
    replace: "",
  },
  {
    fault: "no search follows a POST whose response was lost",
    file: "migration/submitTask.ts",
    find: "const ours = await searchAfterError(client, submission, error, options);",
    replace: "const ours = undefined as Awaited<ReturnType<typeof searchAfterError>>;",
  },
  {
    fault: "what was being submitted at Ctrl-C is not named",
    file: "migration/submitTask.ts",
    find: "if (!(error instanceof CancelledError)) throw error;",
    replace: "throw error;",
  },
  {
    fault: "a forced replacement takes over what it replaces",
    file: `${task}/findRun.ts`,
    find: "if (id === entry.id || memory.isUsedByAnother(id, urn)) return false;",
    replace: "if (id === entry.id) return true;",
  },
];

const root = join(import.meta.dirname, "..", "..");
const [runs = 1000, seed = 1] = process.argv.slice(2).map(Number);

/** A copy of what the histories need, which may be broken. */
async function copy(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "rocketmq-mutant-"));
  for (const part of ["provider/src", "provider/package.json", "emulator", "tests", "package.json"]) {
    await cp(join(root, part), join(folder, part), { recursive: true });
  }
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** @returns the last line that the survey prints, and the laws that were broken */
async function survey(folder: string): Promise<{ laws: string[]; last: string }> {
  const script = join(folder, "tests/operators/survey.ts");
  const child = spawn(process.execPath, [script, String(runs), String(seed), "stop"], {
    stdio: ["ignore", "pipe", "pipe"],
    cwd: folder,
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    if (errors.length < 10_000) errors += chunk.toString();
  });
  await once(child, "close");
  if (output === "") throw new Error(`The histories could not be played: ${errors}`);
  const laws = [...output.matchAll(/^### (.*): \d+ of \d+$/gm)].map(([, law]) => law ?? "");
  return { laws, last: output.trim().split("\n").at(-1) ?? "" };
}

async function judge({ file, find, replace }: Mutant): Promise<{ isCaught: boolean; text: string }> {
  const folder = await copy();
  try {
    const path = join(folder, "provider/src", file);
    const source = await readFile(path, "utf8");
    if (source.split(find).length !== 2) return { isCaught: false, text: `does not apply: ${file} has changed` };
    await writeFile(
      path,
      source.replace(find, () => replace),
    );
    const { laws, last } = await survey(folder);
    const isCaught = laws.length > 0;
    return { isCaught, text: isCaught ? `${last}: ${laws.join("; ")}` : `not noticed: ${last}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const folder = await copy();
const sound = await survey(folder).finally(() => rm(folder, { recursive: true, force: true }));
process.stdout.write(`without a fault: ${sound.last} ${sound.laws.join("; ")}\n`);
for (const mutant of mutants) {
  const { isCaught, text } = await judge(mutant);
  process.stdout.write(`${isCaught ? "caught" : "MISSED"}  ${mutant.fault}: ${text}\n`);
  if (!isCaught) process.exitCode = 1;
}
