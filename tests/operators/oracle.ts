import { type Call, type Entry, urnOf } from "./engineModel.ts";
import type { Resource } from "./history.ts";
import type { Run } from "./play.ts";
import { instanceIds, otherProjectId, pieceOf, projectId, type ServiceEvent, type TaskRecord } from "./world.ts";

/**
 * What must hold of every operation, no matter what happened before. Each law is a function of what was seen alone: the
 * operation, the state before and after it, the calls of the engine, and what the requests did at the service.
 * It answers what is wrong, a line for each breach.
 */
type Law = (run: Run, earlier: readonly Run[]) => string[];

/** Where a task comes from: two submissions from the same one are the same migration, run twice. */
interface Source {
  readonly stack: string;
  readonly resource: string;
  readonly instanceId: string;
  readonly migrates: string;
  readonly triggers: string;
  readonly taskName: string | undefined;
}

const idOf = (record: TaskRecord): string => `${record.instanceId}/${record.taskId}`;
const resourceName = (urn: string): string => urn.split("::").slice(3).join("::");
const isLive = (entry: Entry): boolean => !entry.delete && !entry.pendingReplacement;
const wasFinished = (entry: Entry): boolean => entry.outputs.status === "finished";

/** The law that a migration is run a second time only for a reason in the program or in the command. */
const noneTwice: Law = (run, earlier) => {
  const submitted = run.events.filter(({ kind }) => kind === "submitted");
  const breaches: string[] = [];
  const perCall = new Map<string, number>();
  for (const { record } of submitted) {
    const creations = run.outcome.calls.filter((call) => call.rpc === "Create" && isAbout(call, record));
    const key = `${record.instanceId} ${record.migrates}`;
    perCall.set(key, (perCall.get(key) ?? 0) + 1);
    if (creations.length < (perCall.get(key) ?? 0)) {
      breaches.push(`${record.name} was submitted, ${creations.length} times asked for: ${describe(run)}`);
      continue;
    }
    const reasons = creations.map((call) => whyNoReason(run, earlier, call));
    if (reasons.length > 0 && reasons.every((why) => why !== undefined)) {
      breaches.push(`${record.name} was submitted without a reason (${reasons.join("; ")})`);
    }
  }
  return breaches;
};

/** Why a submission must not have been; undefined if there is a reason for it. */
function whyNoReason(run: Run, earlier: readonly Run[], call: Call): string | undefined {
  const resource = run.program.find(({ isPresent, name }) => isPresent && urnOf(run.before, name) === call.urn);
  if (!resource) return "no resource of the program";
  if (run.operation.replaced.includes(resource.name)) return undefined;
  const source = sourceOf(run, resource);
  const same = recordsOf(source, run, earlier);
  const entry = entryOf(run, resource);
  if (!entry) {
    const [there] = same;
    return there && `it is not in state, but ${there.name} is at the service`;
  }
  if (entry.pendingReplacement) return undefined;
  const gone = !run.recordsBefore.has(taskIdOf(entry.id));
  if (gone && !wasFinished(entry)) return undefined;
  const now = run.recordsBefore.get(taskIdOf(entry.id));
  const unfinished = now ? !now.hasFinished : !wasFinished(entry);
  if (isChanged(entry, resource, "overwrite") && unfinished) return undefined;
  const changed = (["instance", "migrates", "taskName", "triggers"] as const).filter((what) =>
    isChanged(entry, resource, what),
  );
  if (changed.length === 0) return `nothing changed of ${resource.name}, ${JSON.stringify(entry.outputs.status)}`;
  // Its own record does not count: under an explicit name, changed triggers run it again.
  const finished = same.find((one) => one.hasFinished && one.isOurs && idOf(one) !== entry.id);
  return finished && `${changed.join()} changed, but ${finished.name} has finished that already`;
}

/** Records that are at the service before the operation and were submitted for the same. */
function recordsOf(source: Source, run: Run, earlier: readonly Run[]): TaskRecord[] {
  return [...run.recordsBefore.values()].filter((record) => {
    if (record.instanceId !== source.instanceId || record.migrates !== source.migrates) return false;
    if (source.taskName !== undefined) return record.name === source.taskName;
    return earlier.some((one) => wasSubmittedFor(source, one, record));
  });
}

function wasSubmittedFor(source: Source, run: Run, record: TaskRecord): boolean {
  const isOfRun = run.events.some(({ kind, record: { taskId } }) => kind === "submitted" && taskId === record.taskId);
  if (!isOfRun) return false;
  const candidates = run.program.filter(
    (resource) =>
      resource.isPresent &&
      run.outcome.calls.some(
        (call) => call.rpc === "Create" && call.urn === urnOf(run.before, resource.name) && isAbout(call, record),
      ),
  );
  // Two that migrate the same are indistinguishable here, so it belongs to neither.
  const [only, second] = candidates.map((resource) => sourceOf(run, resource));
  return only !== undefined && second === undefined && JSON.stringify(only) === JSON.stringify(source);
}

function sourceOf(run: Run, resource: Resource): Source {
  const entry = entryOf(run, resource);
  const isKept = entry !== undefined && !run.operation.replaced.includes(resource.name);
  const kept = (name: string): boolean =>
    isKept && (resource.ignoreChanges.includes(name) || resource.ignoreChanges.includes("*"));
  return {
    stack: run.before.stack,
    resource: resource.name,
    instanceId: kept("instanceId") ? String(entry?.inputs.instanceId) : instanceIds[resource.instance],
    migrates: kept("topics") ? pieceOf(entry?.inputs.topics) : resource.migrates,
    triggers: JSON.stringify((kept("triggers") ? entry?.inputs.triggers : resource.triggers) ?? null),
    taskName: (kept("name") ? (entry?.inputs.name as string | undefined) : resource.taskName) ?? undefined,
  };
}

/** What the state has of a resource, by its name or an alias. */
function entryOf(run: Run, resource: Resource): Entry | undefined {
  const urns = [resource.name, ...resource.aliases].map((name) => urnOf(run.before, name));
  const olds = run.before.entries.filter((entry) => !entry.delete);
  return urns.map((urn) => olds.find((entry) => entry.urn === urn)).find((entry) => entry !== undefined);
}

function isChanged(
  entry: Entry,
  resource: Resource,
  what: "instance" | "migrates" | "taskName" | "triggers" | "overwrite",
): boolean {
  const property = { instance: "instanceId", migrates: "topics", taskName: "name" }[what as string] ?? what;
  if (resource.ignoreChanges.includes(property) || resource.ignoreChanges.includes("*")) return false;
  const { inputs } = entry;
  switch (what) {
    case "instance":
      return inputs.instanceId !== instanceIds[resource.instance];
    case "migrates":
      return pieceOf(inputs.topics) !== resource.migrates;
    case "taskName":
      return inputs.name !== resource.taskName;
    case "triggers":
      return JSON.stringify(inputs.triggers ?? null) !== JSON.stringify(resource.triggers ?? null);
    case "overwrite":
      return (inputs.overwrite ?? false) !== resource.overwrite;
  }
}

function isAbout(call: Call, record: TaskRecord): boolean {
  return call.inputs.instanceId === record.instanceId && pieceOf(call.inputs.topics) === record.migrates;
}

/** The law that nobody deletes the record of another: only the entry that holds it, and the last one that does. */
const noRecordOfAnother: Law = (run) =>
  deletions(run).flatMap(({ record }) => {
    const deleters = run.outcome.calls.filter((call) => call.rpc === "Delete" && call.id === idOf(record));
    if (deleters.length === 0) return [`${record.name} was deleted, which no entry of the state asked for`];
    const left = run.outcome.state.entries.filter(
      (entry) => isLive(entry) && entry.id === idOf(record) && !deleters.some(({ serial }) => serial === entry.serial),
    );
    return left.map((entry) => `${record.name} was deleted, but ${resourceName(entry.urn)} holds it`);
  });

/** The law that what somebody else submitted is never deleted. */
const noForeignRecord: Law = (run) =>
  deletions(run).flatMap(({ record }) =>
    record.isOurs ? [] : [`${record.name} was deleted, but somebody else had submitted it`],
  );

/** The law that a record is deleted only when its task has ended. */
const noneWhileItRuns: Law = (run) =>
  deletions(run).flatMap(({ record }) =>
    record.hasEnded ? [] : [`${record.name} was deleted, but its migration was still running`],
  );

/** The law that what was submitted is in state, or in the error. */
const noneLost: Law = (run) => {
  if (run.wasKilled) return [];
  const errors = run.outcome.errors.join("\n");
  return run.events.flatMap(({ kind, record }) => {
    const isKnown = run.outcome.state.entries.some(({ id }) => id === idOf(record));
    const isGone = run.events.some((one) => one.kind === "deleted" && one.record.taskId === record.taskId);
    const isTold = errors.includes(record.name) || errors.includes(record.taskId);
    return kind === "submitted" && !isKnown && !isGone && !isTold
      ? [`${record.name} was submitted, but neither state nor the error has it: ${describe(run)}`]
      : [];
  });
};

/** The law that a lost answer alone fails nothing: what was submitted can be looked for. */
const lostAnswerIsFound: Law = (run) => {
  const { calls, cancelled } = run.outcome;
  const isOnlyLost = run.faults.every(({ operation, count = 1 }) => operation === "createTask" && count === 1);
  if (run.wasKilled || cancelled || !isOnlyLost) return [];
  return run.events.flatMap(({ kind, record }) => {
    const creations = calls.filter((call) => call.rpc === "Create" && isAbout(call, record));
    return kind === "submitted" && creations.length > 0 && creations.every(({ answer }) => answer === "failed")
      ? [`${record.name} was submitted, but could have been found: ${describe(run)}`]
      : [];
  });
};

/**
 * The law that runs are counted: what takes a task's place has a higher number. A process that was not told of the state
 * cannot count: see `replacedAnew`.
 */
const runsAreCounted: Law = (run) =>
  run.outcome.state.entries.flatMap((entry) => {
    const before = run.before.entries.find(
      (one) => one.urn === entry.urn && isLive(one) && one.serial !== entry.serial,
    );
    const isNew = run.events.some(({ kind, record }) => kind === "submitted" && idOf(record) === entry.id);
    const isGone = run.outcome.calls.some(({ serial, answer }) => serial === before?.serial && answer === "gone");
    const isUntold = changesProvider(run) && run.operation.replaced.includes(resourceName(entry.urn));
    return before && isNew && !isGone && !isUntold && !(Number(entry.outputs.run) > Number(before.outputs.run))
      ? [`${resourceName(entry.urn)} is run ${entry.outputs.run}, and takes the place of run ${before.outputs.run}`]
      : [];
  });

/** The law that finished stays finished: a record that is gone takes nothing out of the state. */
const finishedStays: Law = (run) =>
  run.outcome.calls.flatMap((call) => {
    if (call.rpc !== "Read" || call.answer !== "gone") return [];
    const entry = run.before.entries.find(({ serial }) => serial === call.serial);
    const name = resourceName(call.urn);
    const isThere = [run.recordsBefore, run.recordsAfter].every((records) => records.has(taskIdOf(call.id ?? "")));
    return [
      ...(entry && wasFinished(entry) && isLive(entry) ? [`${name} was dropped, though it had finished`] : []),
      ...(isThere ? [`${name} was dropped, although its record exists`] : []),
    ];
  });

/** The law that with a wrong project nothing is lost and nothing submitted, and the error names both projects. */
const wrongProjectIsTold: Law = (run) => {
  if (!run.wrongProject) return [];
  const ids = new Set(run.outcome.state.entries.map(({ id }) => id));
  const dropped = run.before.entries.filter(
    (entry) => !ids.has(entry.id) && isLive(entry) && (wasFinished(entry) || run.recordsBefore.has(taskIdOf(entry.id))),
  );
  const deleted = new Set(run.outcome.calls.filter(({ rpc }) => rpc === "Delete").map(({ id }) => id));
  const { succeeded, errors } = run.outcome;
  // Without a program the engine configures the provider as the state has it: with the right project.
  const isUsed = run.operation.kind === "up" || run.operation.kind === "preview";
  const isAboutOld = run.outcome.calls.some(
    ({ rpc, answer }) => rpc !== "Check" && rpc !== "Create" && answer === "failed",
  );
  const isNamed = errors.some((error) => error.includes(projectId) && error.includes(otherProjectId));
  return [
    ...dropped
      .filter(({ id }) => !deleted.has(id))
      .map(({ urn }) => `${resourceName(urn)} was dropped with a wrong project`),
    ...(!succeeded && isUsed && isAboutOld && !isNamed ? [`no error names both projects: ${errors.join(" | ")}`] : []),
  ];
};

/** The law that looking changes nothing. */
const lookingChangesNothing: Law = (run) =>
  run.operation.kind === "preview" || run.operation.kind === "refresh"
    ? run.events.map(({ kind, record }) => `${record.name} was ${kind} by a ${run.operation.kind}`)
    : [];

/**
 * The law that two resources of a program never hold one record after a success. Which of two has no right to it, a failed
 * update has told.
 */
const oneHolder: Law = (run) => {
  if (!run.outcome.succeeded) return [];
  const urns = new Set(run.operation.goals.map(({ name }) => urnOf(run.before, name)));
  const holders = run.outcome.state.entries.filter((entry) => isLive(entry) && urns.has(entry.urn));
  return holders
    .filter(({ id, serial }) => holders.some((other) => other.id === id && other.serial < serial))
    .map(({ urn, id }) => `${resourceName(urn)} holds ${id}, which another resource of the program holds, too`);
};

/** The law that a resource holds a task that migrates what its program says. */
const migratesWhatIsSaid: Law = (run) =>
  updated(run).flatMap(({ resource, entry }) => {
    const record = run.recordsAfter.get(taskIdOf(entry.id));
    const { instanceId, migrates } = sourceOf(run, resource);
    return record && (record.migrates !== migrates || record.instanceId !== instanceId)
      ? [`${resource.name} holds ${record.name}, which migrates ${record.migrates} instead of ${migrates}`]
      : [];
  });

/** The law that what an update waits for has finished when it succeeds. */
const successMeansFinished: Law = (run) =>
  updated(run).flatMap(({ resource, entry }) =>
    resource.waitForCompletion && !wasFinished(entry)
      ? [`the update succeeded, but ${resource.name} is ${JSON.stringify(entry.outputs.status)}`]
      : [],
  );

/**
 * The law that `--replace` ends with a task that no state had before, but for two cases. Where the record of one that has
 * finished is gone, it stays: the engine asks for the same when a failed replacement is taken back. And where the
 * provider's configuration changes in the same update, what is in state is read by one process, and replaced by another
 * that cannot know of it: the task is adopted.
 */
const replacedAnew: Law = (run, earlier) =>
  updated(run).flatMap(({ resource, entry }) => {
    const wasHeld = [...earlier.map(({ before }) => before), run.before].some((state) =>
      state.entries.some(({ id }) => id === entry.id),
    );
    const isKept = wasFinished(entry) && !run.recordsBefore.has(taskIdOf(entry.id));
    const isForced = run.operation.replaced.includes(resource.name) && !changesProvider(run);
    return isForced && wasHeld && !isKept
      ? [`${resource.name} was to be replaced, but holds ${entry.id}, which was in state before`]
      : [];
  });

function changesProvider({ before, outcome }: Run): boolean {
  return JSON.stringify(before.provider) !== JSON.stringify(outcome.state.provider);
}

/** The resources that an update that succeeded has seen to, and what the state has of them then. */
function updated(run: Run): { resource: Resource; entry: Entry }[] {
  const { operation, outcome, program } = run;
  if (operation.kind !== "up" || !outcome.succeeded) return [];
  const isTargeted = (name: string) => operation.targets.length === 0 || operation.targets.includes(name);
  return program
    .filter(({ isPresent, name }) => isPresent && isTargeted(name))
    .flatMap((resource) =>
      outcome.state.entries
        .filter((entry) => isLive(entry) && entry.urn === urnOf(run.before, resource.name))
        .map((entry) => ({ resource, entry })),
    );
}

/** The law that in the end an update succeeds, and one more changes nothing. */
const converges: Law = (run, earlier) => {
  if (!run.isFinal || !earlier.at(-1)?.isFinal) return [];
  const { outcome, events } = run;
  const last = earlier.at(-1);
  if (!last?.outcome.succeeded) return [];
  const changing = outcome.calls.filter(({ rpc }) => rpc === "Create" || rpc === "Update" || rpc === "Delete");
  return [
    ...(outcome.succeeded ? [] : [`the last update failed: ${outcome.errors.join(" | ")}`]),
    ...changing.map(({ rpc, urn }) => `the last update called ${rpc} for ${resourceName(urn)}`),
    ...events.map(({ kind, record }) => `${record.name} was ${kind} by the last update`),
  ];
};

/** All laws, by what they are called where they are broken. */
const laws: Readonly<Record<string, Law>> = {
  "no migration is run twice without a reason": noneTwice,
  "nobody deletes the record of another": noRecordOfAnother,
  "what somebody else submitted is never deleted": noForeignRecord,
  "a record is deleted when its task has ended": noneWhileItRuns,
  "what was submitted is in state or in the error": noneLost,
  "a lost answer alone fails nothing": lostAnswerIsFound,
  "runs are counted": runsAreCounted,
  "finished stays finished": finishedStays,
  "a wrong project is told, and loses nothing": wrongProjectIsTold,
  "looking changes nothing": lookingChangesNothing,
  "a record has one holder": oneHolder,
  "a resource's task migrates what the program says": migratesWhatIsSaid,
  "a success means that it has finished": successMeansFinished,
  "a forced replacement is a new task": replacedAnew,
  "in the end nothing changes any more": converges,
};

/** Every breach of a law in a history's runs, with the number of the run. */
export function breaches(runs: readonly Run[]): string[] {
  const found = runs.flatMap((run, index) =>
    Object.entries(laws).flatMap(([name, law]) =>
      law(run, runs.slice(0, index)).map((breach) => `${name}: in run ${index + 1}, ${breach}`),
    ),
  );
  const last = runs.at(-1);
  const isRight = last?.outcome.succeeded === true;
  return isRight ? found : [...found, `every update ends well once faults cease: ${last?.outcome.errors.join(" | ")}`];
}

function deletions(run: Run): readonly ServiceEvent[] {
  return run.events.filter(({ kind }) => kind === "deleted");
}

function taskIdOf(id: string): string {
  return id.split("/").at(-1) ?? "";
}

function describe({ operation, outcome }: Run): string {
  const calls = outcome.calls.map(({ rpc, urn, answer }) => `${rpc} ${resourceName(urn)} ${answer}`);
  return `${operation.kind}: ${calls.join(", ")}${outcome.errors.length > 0 ? `; ${outcome.errors.join(" | ")}` : ""}`;
}
