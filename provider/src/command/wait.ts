import type { Client, Clock, Moment } from "../cloud/index.ts";
import {
  countText,
  durationText,
  type GateProgress,
  type GateResult,
  type GateTerms,
  type MigrationReport,
  makeReport,
  PollerRegistry,
  waitForGate,
} from "../migration/index.ts";
import type { GateInputs } from "../package/migrationGate/shapes.ts";
import { rulesOf } from "../package/migrationGate/waitForRelease.ts";
import { stateOf, UsageError } from "./failure.ts";
import type { Interruption } from "./interruption.ts";
import { type CommandResult, exitStatuses, type Outcome, type OutcomeState } from "./outcome.ts";
import { verifyWait } from "./verifyWait.ts";
import type { WaitProgress } from "./waitProgress.ts";

/** What a wait needs. */
export interface WaitRequest {
  readonly client: Client;
  readonly clock: Clock;
  readonly interruption: Interruption;
  readonly progress: WaitProgress;
  /** What to wait for: the inputs of a gate, checked. */
  readonly gate: GateInputs;
  /** What to do if a task vanishes before it has ended. Default: the gate's `onNoMatch`. */
  readonly onVanish?: "fail";
  readonly timeoutSeconds: number;
  readonly serviceOffsetMinutes?: number | undefined;
}

/** The result of a command that ended before there was a task to wait for. */
export function endWithoutTask(
  instanceId: string,
  { state, reasons, waitedSeconds }: Pick<Outcome, "state" | "reasons" | "waitedSeconds">,
  clock: Clock,
): CommandResult {
  const report = makeReport([{ instanceId, observedAtMs: undefined, tasks: [] }], { nowMs: clock.wallClock() });
  const headline = reasons[0] ?? "";
  return {
    report,
    outcome: { state, exitStatus: exitStatuses[state], headline, reasons, waitedSeconds, polls: 0, unmatched: [] },
  };
}

/** What a gate's messages call the options of the command line. */
const terms: GateTerms = {
  taskIds: "--task",
  taskNames: "--name",
  waitForMatch: "use --on-no-match wait",
  withoutRequire: "Use --verify warn",
  afterCancel: "Run the command again to keep waiting.",
};

/** Waits as a gate does. It never throws what the service or the network causes: every end is a result. */
export async function wait(request: WaitRequest): Promise<CommandResult> {
  const { client, clock, interruption, progress, gate, timeoutSeconds } = request;
  const result = await waitForGate({
    ...rulesOf(gate, new Set()),
    ...(request.onVanish === undefined ? {} : { onVanish: request.onVanish }),
    terms,
    client,
    clock,
    pollers: new PollerRegistry(clock),
    instanceId: gate.instanceId,
    pollIntervalSeconds: gate.pollIntervalSeconds,
    timeoutSeconds,
    signal: interruption.signal,
    onProgress: (seen) => progress.update(seen.text, reportOf(request, seen), seen.changed),
  });
  const outcome = await verifyWait(outcomeOf(result, gate, interruption), result, request);
  progress.close();
  const failures = result.state === "failed" ? result.failedTasks : [];
  return { report: reportOf(request, result, failures), outcome };
}

/**
 * The result of a wait that an operator skips on purpose.
 * @param given the reason, as given
 * @throws UsageError if the reason is blank
 */
export function skip(instanceId: string, given: string, clock: Clock): CommandResult {
  const reason = given.trim();
  if (reason === "") throw new UsageError('--skip: Say why, e.g. --skip "INC-4711: migrated by hand".');
  const report = makeReport([{ instanceId, observedAtMs: undefined, tasks: [] }], { nowMs: clock.wallClock() });
  return {
    report,
    outcome: {
      state: "skipped",
      exitStatus: exitStatuses.skipped,
      headline: `Skipped: nothing was checked. Reason: ${reason}`,
      reasons: [],
      waitedSeconds: 0,
      polls: 0,
      unmatched: [],
      skipReason: reason,
    },
  };
}

function reportOf(
  { gate: { instanceId }, clock, serviceOffsetMinutes }: WaitRequest,
  { observed, observedAtMs }: Pick<GateProgress, "observed" | "observedAtMs">,
  failures: Extract<GateResult, { state: "failed" }>["failedTasks"] = [],
): MigrationReport {
  const causes = new Map(failures.map(({ task, reason, failures }) => [task.id, { reason, failures }]));
  const nowMs = clock.wallClock();
  // By the monotonic clock: durations stay right when the system time is set during the wait.
  const timeOf = ({ ms }: Moment) => new Date(nowMs - (clock.now() - ms)).toISOString();
  const tasks = observed.map(({ task, history }) => ({
    ...task,
    history: history.map(({ status, since }) => ({ status, since: timeOf(since) })),
    ...causes.get(task.id),
  }));
  return makeReport([{ instanceId, observedAtMs, tasks }], { nowMs, serviceOffsetMinutes });
}

function outcomeOf(result: GateResult, { acceptStatuses }: GateInputs, interruption: Interruption): Outcome {
  const state = stateOfResult(result, interruption);
  const { waitedSeconds, polls, unmatched, tasks } = result;
  const accepted = tasks.filter(({ status }) => acceptStatuses.some((one) => one === status)).length;
  const counts = `${accepted} of ${countText(tasks.length, "task")} ${acceptStatuses.join(" or ")}`;
  const after = durationText(waitedSeconds * 1000);
  const headlines: Partial<Record<OutcomeState, string>> = {
    finished: `${acceptStatuses.join() === "finished" ? "Finished" : "Ended"} after ${after}: ${counts}.`,
    failed:
      result.state === "failed" && result.failure === "unverifiableTasks"
        ? "Not verified: a selected task cannot be verified."
        : `Failed after ${after}: ${counts}.`,
    timedOut: `Timed out after ${after}: ${counts}.`,
    usageError: `Gave up after ${after}.`,
    refused: `Gave up after ${after}: the service refused the request or cannot be reached.`,
    noMatch: `No matching task after ${after}.`,
  };
  return {
    state,
    exitStatus: exitStatuses[state],
    headline: headlines[state] ?? `Cancelled after ${after}: ${counts}.`,
    reasons: result.state === "released" ? [] : result.reasons,
    waitedSeconds,
    polls,
    unmatched,
  };
}

function stateOfResult(result: GateResult, interruption: Interruption): OutcomeState {
  switch (result.state) {
    case "released":
      return "finished";
    case "failed":
      return result.failure === "noMatch" ? "noMatch" : "failed";
    case "timedOut":
      return "timedOut";
    case "cancelled":
      return interruption.received() ?? "interrupted";
    case "error":
      return stateOf(result.error, interruption);
  }
}
