import { RocketMqError } from "../../cloud/index.ts";
import {
  countText,
  durationText,
  type GateResult,
  type GateRules,
  pulumiTerms,
  type Selection,
  seenEnding,
  verifyTasks,
  waitForGate,
} from "../../migration/index.ts";
import type { CallContext } from "../context.ts";
import { sharedLists } from "../sharedLists.ts";
import { verificationValues } from "../verification.ts";
import { verificationTexts } from "../verificationTexts.ts";
import type { GateInputs, Release } from "./shapes.ts";

/** The gate was not released: a task failed, does not exist or could not be verified, or the wait timed out or was cancelled. */
class GateNotReleasedError extends RocketMqError {
  override readonly name = "GateNotReleasedError";
  readonly code = "GATE_NOT_RELEASED";
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[]) {
    super(reasons.join("\n"));
    this.reasons = reasons;
  }
}

/** A release, and whether the first poll sufficed. */
export interface Released {
  readonly release: Release;
  readonly isAtOnce: boolean;
}

/**
 * Waits until the gate is released.
 * @throws GateNotReleasedError if it is not
 */
export async function waitForRelease(
  given: GateInputs,
  timeoutSeconds: number,
  context: CallContext,
): Promise<Released> {
  const result = await waitForGate({
    ...rulesOf(given, context.secrets),
    client: context.client,
    instanceId: given.instanceId,
    clock: context.clock,
    pollers: context.pollers,
    signal: context.signal,
    timeoutSeconds,
    pollIntervalSeconds: given.pollIntervalSeconds,
    onProgress: ({ text: line, changed }) => context.report.progress(line, changed),
  });
  if (result.state !== "released") throw new GateNotReleasedError(result.reasons);
  const { tasks, summary, releasedAt, waitedSeconds, polls } = result;
  const { allFinished: _, anyFailed: __, ...counts } = summary;
  const verifications = await verifyRelease(result, given, context);
  const checked = { checkedAt: releasedAt, waitedSeconds, polls, timeoutSeconds, ...verifications };
  return { release: { tasks, summary: counts, releasedAt, ...checked }, isAtOnce: polls === 1 };
}

/**
 * Verifies the tasks, if the gate is to.
 * @throws GateNotReleasedError if `verify` is `require` and a task is not verified
 * @throws CancelledError on Ctrl-C
 */
async function verifyRelease(
  { tasks, observed, latestList }: Pick<GateResult, "tasks" | "observed" | "latestList">,
  { instanceId, verify }: GateInputs,
  context: CallContext,
): Promise<Pick<Release, "verifications">> {
  if (verify === "none") return {};
  const { client, clock, signal, report } = context;
  report.progress("verifying what was migrated");
  const lists = sharedLists(context);
  if (latestList) lists.noteFinished(client, instanceId, latestList.tasks, latestList.endedMs);
  const verified = await verifyTasks(tasks, {
    client,
    instanceId,
    lists,
    clock,
    signal,
    seenEnding: seenEnding(observed),
  });
  const { problems, notes } = verificationTexts(verified, instanceId);
  if (verify === "require" && problems.length > 0) throw new GateNotReleasedError(problems);
  if (problems.length > 0) report.warning(problems.join("\n"));
  for (const note of notes) report.info(note);
  return {
    verifications: verified.map(({ task, verification }) => ({ taskId: task.id, ...verificationValues(verification) })),
  };
}

/** The result of a wait: `Released after 3 m: 2 of 2 tasks finished.` */
export function releaseText({ release, isAtOnce }: Released, wasReleased: boolean): string {
  const { tasks, summary, waitedSeconds } = release;
  const states = `${summary.finished} of ${countText(tasks.length, "task")} finished`;
  return wasReleased && isAtOnce
    ? `Still released: ${states}.`
    : `Released after ${durationText(waitedSeconds * 1000)}: ${states}.`;
}

/** If one of these inputs is secret, no message may name the instance's other tasks. */
const selecting: readonly string[] = ["instanceId", "taskIds", "taskNames"];

/**
 * The gate's rules, as the migration layer takes them: every input goes there by its own name. GateRules has no optional field,
 * so the compiler reports a rule that is missing from the inputs.
 * @param secrets names of the secret inputs
 */
export function rulesOf(given: GateInputs, secrets: ReadonlySet<string>): GateRules {
  return {
    ...given,
    selection: selectionOf(given),
    onVanish: given.onNoMatch,
    terms: pulumiTerms,
    hideOthers: selecting.some((name) => secrets.has(name)),
  };
}

function selectionOf(given: GateInputs): Selection {
  if (given.taskIds) return { by: "ids", taskIds: given.taskIds };
  if (given.taskNames) return { by: "names", taskNames: given.taskNames };
  return given.taskType === undefined ? { by: "all" } : { by: "all", taskType: given.taskType };
}
