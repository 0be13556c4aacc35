import { CancelledError, type Client, type Clock } from "../cloud/index.ts";
import { countText, type GateResult, SharedLists, seenEnding, verifyTasks } from "../migration/index.ts";
import type { GateInputs } from "../package/migrationGate/shapes.ts";
import { verificationTexts } from "../package/verificationTexts.ts";
import type { Interruption } from "./interruption.ts";
import { exitStatuses, type Outcome } from "./outcome.ts";
import type { WaitProgress } from "./waitProgress.ts";

/** What a verification needs. */
interface VerifyRequest {
  readonly client: Client;
  readonly clock: Clock;
  readonly interruption: Interruption;
  readonly progress: WaitProgress;
  readonly gate: Pick<GateInputs, "instanceId" | "verify">;
}

/**
 * Verifies the tasks of a wait that ended well, if it is to. With `warn`, it says what is missing; with `require`, that ends
 * the wait as a failure.
 * @returns how the wait ended after all
 */
export async function verifyWait(
  outcome: Outcome,
  { tasks, observed }: Pick<GateResult, "tasks" | "observed">,
  request: VerifyRequest,
): Promise<Outcome> {
  const { client, clock, interruption, progress, gate } = request;
  const { instanceId, verify } = gate;
  if (verify === "none" || outcome.state !== "finished") return outcome;
  const { signal } = interruption;
  const startedMs = clock.now();
  progress.note("Looking on the instance for what was migrated.");
  try {
    const options = { client, instanceId, lists: new SharedLists(), clock, signal, seenEnding: seenEnding(observed) };
    const verified = await verifyTasks(tasks, options);
    const waitedSeconds = outcome.waitedSeconds + Math.round((clock.now() - startedMs) / 1000);
    const { problems, notes } = verificationTexts(verified, instanceId);
    for (const note of notes) progress.note(note);
    const open = verified.filter(({ verification }) => verification.verdict !== "verified").length;
    if (verify === "warn" || open === 0) {
      for (const problem of problems) progress.note(`warning: ${problem}`);
      const count = verified.length - open;
      const verifiedText = count === 0 ? "" : ` Verified: ${countText(count, "task")}.`;
      return { ...outcome, headline: `${outcome.headline}${verifiedText}`, waitedSeconds };
    }
    const headline = `Not verified: ${open} of ${countText(verified.length, "task")}.`;
    return { ...outcome, state: "failed", exitStatus: exitStatuses.failed, headline, reasons: problems, waitedSeconds };
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    const state = interruption.received() ?? "interrupted";
    const reason = "Cancelled while verifying: the migrations have finished. Run the command again to verify them.";
    return { ...outcome, state, exitStatus: exitStatuses[state], headline: reason, reasons: [reason] };
  }
}
