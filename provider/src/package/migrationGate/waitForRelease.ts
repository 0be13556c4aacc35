import { countText, durationText, type GateConditions, type Selection, waitForGate } from "../../migration/index.ts";
import type { CallContext } from "../context.ts";
import type { GateInputs, Release } from "./shapes.ts";

/** The gate was not released: a task failed, none was there, the time was up, or the wait was cut off. */
class GateNotReleasedError extends Error {
  readonly code = "GATE_NOT_RELEASED";
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[]) {
    super(reasons.join("\n"));
    this.name = "GateNotReleasedError";
    this.reasons = reasons;
  }
}

/** A release, and whether the first poll found it already. */
export interface Released {
  readonly release: Release;
  readonly isAtOnce: boolean;
}

/**
 * Waits until the gate is released.
 * @throws GateNotReleasedError if it will not be
 */
export async function waitForRelease(
  given: GateInputs,
  timeoutSeconds: number,
  context: CallContext,
): Promise<Released> {
  const result = await waitForGate({
    ...conditionsOf(given, context.secrets),
    client: context.client,
    instanceId: given.instanceId,
    watches: context.watches,
    signal: context.signal,
    timeoutSeconds,
    ...(given.pollInterval === undefined ? {} : { pollIntervalSeconds: given.pollInterval }),
    onProgress: ({ text: line, changed }) => context.report.progress(line, changed),
  });
  if (result.state !== "released") throw new GateNotReleasedError(result.reasons);
  const { tasks, summary, releasedAt, waitedSeconds, polls } = result;
  const { allFinished: _, anyFailed: __, ...counts } = summary;
  const release = { tasks, summary: counts, releasedAt, checkedAt: releasedAt, waitedSeconds, polls, timeoutSeconds };
  return { release, isAtOnce: polls === 1 };
}

/** How a wait ended: `Released after 3 m: 2 of 2 tasks finished.` */
export function releaseText({ release, isAtOnce }: Released, wasReleased: boolean): string {
  const { tasks, summary, waitedSeconds } = release;
  const states = `${summary.finished} of ${countText(tasks.length, "task")} finished`;
  return wasReleased && isAtOnce
    ? `Still released: ${states}.`
    : `Released after ${durationText(waitedSeconds * 1000)}: ${states}.`;
}

/** Inputs that, if they are secret, forbid to tell what tasks the instance has beside them. */
const selecting = ["instanceId", "taskIds", "taskNames"];

/**
 * What a gate waits for, as the layer below takes it.
 * @param secrets names of the inputs that are secret
 */
export function conditionsOf(given: GateInputs, secrets: ReadonlySet<string>): GateConditions {
  const { onNoMatch, acceptStatuses, failFast } = given;
  return {
    selection: selectionOf(given),
    hideOthers: selecting.some((name) => secrets.has(name)),
    ...(onNoMatch === undefined ? {} : { onNoMatch }),
    ...(acceptStatuses === undefined ? {} : { acceptStatuses }),
    ...(failFast === undefined ? {} : { failFast }),
  };
}

function selectionOf(given: GateInputs): Selection {
  if (given.taskIds) return { by: "ids", taskIds: given.taskIds };
  if (given.taskNames) return { by: "names", taskNames: given.taskNames };
  return given.taskType === undefined ? { by: "all" } : { by: "all", taskType: given.taskType };
}
