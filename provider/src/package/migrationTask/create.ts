import { CancelledError } from "../../cloud/index.ts";
import { hasEnded, pulumiSubmissionTerms, waitForEnd } from "../../migration/index.ts";
import type { CallContext } from "../context.ts";
import { InvalidPropertiesError, type Properties, type Values } from "../definition/index.ts";
import { type CreateRequest, type PreviewRequest, properties } from "../definition/resource.ts";
import { sharedLists } from "../sharedLists.ts";
import { isSameMigration } from "./diff.ts";
import { TaskNotEndedError } from "./errors.ts";
import { findRun, type WantedRun } from "./findRun.ts";
import { parseId, taskId } from "./id.ts";
import { lastOutputs } from "./lastOutputs.ts";
import { checkLocation } from "./location.ts";
import { listNames, metadataOf } from "./metadataLists.ts";
import { explicitNames, generatedNames, resourceNaming } from "./names.ts";
import { reportPreflight } from "./reportPreflight.ts";
import type { FoundRun } from "./runs.ts";
import { settle } from "./settle.ts";
import type { Checked, checkedInputs, Outputs, outputs } from "./shapes.ts";
import { submitRun, warnOfLosses } from "./submitMigration.ts";
import { takenNameText } from "./takenName.ts";
import { type StateEntry, taskMemory } from "./taskMemory.ts";
import { mustVerify, verifyOutputs } from "./verify.ts";
import { waitOptions } from "./waitOptions.ts";

/** Submits the migration, unless it was submitted before, and waits for it. */
export async function runMigration(
  { urn, inputs, timeoutSeconds }: CreateRequest<typeof checkedInputs>,
  context: CallContext,
): Promise<{ id: string; outputs: Outputs }> {
  const { client, clock, report, signal } = context;
  const deadlineMs = clock.now() + timeoutSeconds * 1000;
  const leftSeconds = () => Math.max(0, (deadlineMs - clock.now()) / 1000);
  warnOfLosses(inputs, report);
  const { instanceId } = inputs;
  const location = await checkLocation(instanceId, {}, context);
  const kept = finishedWithoutRecord(urn, inputs, context);
  if (kept) return verifyKept(kept, inputs, context);
  await untilPreviousEnded(urn, leftSeconds(), context);

  const wanted = wantedRun(urn, inputs, false, context);
  const found = await findRun(client, wanted, signal).catch((error: unknown) => {
    if (!(error instanceof CancelledError)) throw error;
    throw new CancelledError("Cancelled before the migration was submitted. The next update submits it.");
  });
  claimFound(wanted, found);
  if (found.abandoned && !found.task) return verifyKept(keepFinished(found.abandoned, context), inputs, context);
  const submission = { ...context, client, lists: sharedLists(context), terms: pulumiSubmissionTerms };
  const submitted = await submitRun(found, inputs, deadlineMs, submission);
  const id = taskId(instanceId, submitted.taskId);
  taskMemory(context).noteCreated(id);
  if (submitted.adopted) report.info(adoptedText(found.name, submitted.taskId));
  const before = found.abandoned && lastOutputs(id, found.abandoned.outputs).origin;
  const origin = before ?? (submitted.adopted && wanted.names.isExplicit ? "adopted" : "created");
  const last: Outputs = {
    taskId: submitted.taskId,
    name: found.name,
    type: wanted.metadata.kind,
    status: found.task?.status ?? "creating",
    startDate: found.task?.startDate ?? "",
    failures: [],
    run: found.run,
    origin,
    recordDeleted: false,
    timeoutSeconds,
    ...(submitted.countsBefore === undefined ? {} : { countsBefore: submitted.countsBefore }),
    ...location.outputs,
  };
  return { id, outputs: await settle({ id, inputs, last, timeoutSeconds: leftSeconds() }, context) };
}

/** A finished migration whose record is gone is not run again, but may have to be verified. */
async function verifyKept(
  { id, outputs: kept }: { readonly id: string; readonly outputs: Outputs },
  inputs: Checked,
  context: CallContext,
): Promise<{ id: string; outputs: Outputs }> {
  return { id, outputs: mustVerify(inputs, kept) ? await verifyOutputs(id, inputs, kept, context) : kept };
}

/** Says, in a preview, whether the task would be submitted or adopted, and under which name. */
export async function previewMigration(
  { urn, id, oldOutputs, inputs, unknowns }: PreviewRequest<typeof checkedInputs>,
  context: CallContext,
): Promise<Partial<Values<typeof outputs>>> {
  const isKnown = (name: string) => !unknowns.has(name);
  const { instanceId } = inputs;
  if (listNames.every(isKnown)) warnOfLosses(inputs, context.report);
  if (id !== undefined) return previewUpdate(id, inputs, oldOutputs ?? {});
  if (instanceId === undefined || !["name", "triggers", ...listNames].every(isKnown)) return {};
  const wanted = wantedRun(urn, { ...inputs, instanceId }, true, context);
  const found = await findRun(context.client, wanted, context.signal);
  claimFound(wanted, found);
  reportPlan(wanted, found, context);
  if (!found.task) {
    const { client, clock, signal, report } = context;
    await reportPreflight({ ...inputs, instanceId }, { client, clock, signal, report, lists: sharedLists(context) });
  }
  return { name: found.name, run: found.run, type: wanted.metadata.kind };
}

/**
 * Claims the name of the task that was found, which may have belonged to a resource of another name.
 * @throws InvalidPropertiesError if another resource of the program uses that name
 */
function claimFound({ urn, instanceId, memory }: WantedRun, { name }: FoundRun): void {
  const owner = memory.claimName(instanceId, name, urn);
  if (owner !== urn) throw new InvalidPropertiesError([{ property: "name", reason: takenNameText(name, owner) }]);
}

/** An update leaves a finished task as it is, but may verify it. For any other, the result of the wait is unknown. */
function previewUpdate(id: string, { verify = "warn" }: Partial<Checked>, oldOutputs: Properties): Partial<Outputs> {
  const last = lastOutputs(id, oldOutputs);
  const isFinished = last.status === "finished";
  if (isFinished && !mustVerify({ verify }, oldOutputs)) return last;
  const { verification: _, verificationPending: __, ...unverified } = last;
  if (isFinished) return unverified;
  const { status: ___, startDate: ____, failures: _____, ...known } = unverified;
  return known;
}

function reportPlan({ urn, names, memory }: WantedRun, { task, name }: FoundRun, { report }: CallContext): void {
  if (task) {
    report.info(
      `Migration task "${name}" (${task.id}) already exists with this metadata (${task.status}). It would be adopted, not run again.`,
    );
    return;
  }
  const previous = memory.previous(urn);
  if (names.isExplicit && previous && !previous.isForced && previous.entry.outputs.name === name) {
    report.info(
      `Migration task "${name}" (${parseId(previous.entry.id).taskId}) is deleted first, because the new task has the same name. ` +
        `With retainOnDelete it keeps the name, and the new task is named "${names.of(2)}", or has a higher number.`,
    );
  }
}

function wantedRun(
  urn: string,
  inputs: Pick<Checked, "instanceId"> & Partial<Checked>,
  isPreview: boolean,
  context: CallContext,
): WantedRun {
  const memory = taskMemory(context);
  const { instanceId, name, triggers } = inputs;
  const metadata = metadataOf(inputs);
  const names =
    name === undefined
      ? generatedNames({ ...resourceNaming(urn), instanceId, metadata, triggers })
      : explicitNames(name);
  return { urn, instanceId, metadata, triggers, explicitName: name, names, memory, isPreview };
}

function adoptedText(name: string, id: string): string {
  return `Adopted migration task "${name}" (${id}): it was submitted before, with this name and metadata. To run it again, change triggers, or use \`pulumi up --replace\` without changing the provider's configuration.`;
}

/**
 * The state of a finished task whose record is gone, if the engine creates it again although the program asks for the same
 * migration: after a replacement that failed and was reverted, or with `--replace`. The two are indistinguishable, and running a
 * finished migration again is never harmless, so it stays finished.
 */
function finishedWithoutRecord(urn: string, newInputs: Checked, context: CallContext): Kept | undefined {
  const previous = taskMemory(context).previous(urn);
  if (!previous?.isForced) return undefined;
  const { id, inputs: oldInputs, outputs: oldOutputs } = previous.entry;
  const last = lastOutputs(id, oldOutputs);
  if (last.status !== "finished" || !last.recordDeleted) return undefined;
  if (!isSameMigration({ oldInputs, oldOutputs, newInputs: properties(newInputs) })) return undefined;
  return keepFinished(previous.entry, context);
}

/** A resource whose migration is not run again. */
interface Kept {
  readonly id: string;
  readonly outputs: Outputs;
}

/** Takes a finished migration whose record is gone over from state. */
function keepFinished({ id, outputs: kept }: StateEntry, context: CallContext): Kept {
  const last = lastOutputs(id, kept);
  taskMemory(context).noteCreated(id);
  context.report.warning(
    `Migration task "${last.name}" (${last.taskId}) has finished, and its record no longer exists. It is not run again. To run it again, change triggers.`,
  );
  return { id, outputs: last };
}

/**
 * Waits for the task that this one replaces, if it is still running: with `--replace`, the engine creates before it deletes, and
 * two migrations must not run at the same time.
 * @throws TaskNotEndedError if it does not end in time
 */
async function untilPreviousEnded(urn: string, timeoutSeconds: number, context: CallContext): Promise<void> {
  const memory = taskMemory(context);
  const previous = memory.previous(urn);
  if (!previous || memory.wasDeleted(previous.entry.id)) return;
  const { id, outputs: kept } = previous.entry;
  if (hasEnded(kept.status)) return;
  const { taskId: previousId } = parseId(id);
  const result = await waitForEnd(waitOptions(id, timeoutSeconds, context));
  if (result.state === "ended" || result.state === "vanished") return;
  const consequence = `Nothing was submitted: migration task ${previousId}, which this one replaces, has not ended.`;
  throw new TaskNotEndedError(consequence, result.reasons);
}
