import { RocketMqError } from "../../cloud/index.ts";
import {
  countText,
  durationText,
  type GateRules,
  pulumiTerms,
  type Selection,
  waitForGate,
} from "../../migration/index.ts";
import type { CallContext } from "../context.ts";
import type { GateInputs, Release } from "./shapes.ts";

/** The gate was not released: a task failed or does not exist, or the wait timed out or was cancelled. */
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
  const release = { tasks, summary: counts, releasedAt, checkedAt: releasedAt, waitedSeconds, polls, timeoutSeconds };
  return { release, isAtOnce: polls === 1 };
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
