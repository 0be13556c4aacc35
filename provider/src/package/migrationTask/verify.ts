import { CancelledError } from "../../cloud/index.ts";
import { verifyFinished } from "../../migration/index.ts";
import type { CallContext } from "../context.ts";
import type { Properties } from "../definition/index.ts";
import { InitializationError, properties } from "../definition/resource.ts";
import { isProperties } from "../definition/value.ts";
import { sharedLists } from "../sharedLists.ts";
import { verificationValues } from "../verification.ts";
import { verificationTexts } from "../verificationTexts.ts";
import { parseId } from "./id.ts";
import { metadataOf } from "./metadataLists.ts";
import type { Checked, Outputs } from "./shapes.ts";

/**
 * Verifies a task that has just finished, unless `verify` is `none`.
 * @param seen the outputs of the finished task
 * @returns the outputs with the verification
 * @throws InitializationError if `verify` is `require` and the task is not verified: state keeps the finished task, and the next update
 *   verifies again
 */
export async function verifyOutputs(
  id: string,
  inputs: Checked,
  seen: Outputs,
  context: CallContext,
): Promise<Outputs> {
  const { verificationPending: _, ...settled } = seen;
  if (inputs.verify === "none") return settled;
  const { client, clock, signal, report } = context;
  const { instanceId } = parseId(id);
  const metadata = metadataOf(inputs);
  report.progress("verifying what was migrated");
  // In later updates too: what was missing on a broker must not pass for a broker that joined.
  const options = {
    client,
    instanceId,
    lists: sharedLists(context),
    clock,
    signal,
    before: seen.countsBefore,
    sawEnd: true,
  };
  const verification = await verifyFinished(metadata, options).catch((error: unknown) => {
    if (!(error instanceof CancelledError)) throw error;
    throw new InitializationError(id, properties({ ...seen, verificationPending: true }), [
      "Cancelled while verifying: the migration has finished. The next update verifies it.",
    ]);
  });
  const task = { id: seen.taskId, name: seen.name, status: seen.status, type: seen.type, startDate: seen.startDate };
  const { problems, notes } = verificationTexts([{ task, verification }], instanceId);
  const verified: Outputs = { ...settled, verification: verificationValues(verification) };
  if (inputs.verify === "require" && problems.length > 0) {
    const advice = verification.verdict === "differs" ? differsAdvice : notVerifiableAdvice;
    throw new InitializationError(id, properties(verified), [[...problems, advice].join(" ")]);
  }
  for (const problem of problems) {
    // Nobody can do anything about RabbitMQ metadata, so it is no warning.
    if (metadata.kind === "rabbitToRocket") report.info(problem);
    else report.warning(problem);
  }
  for (const note of notes) report.info(note);
  return verified;
}

const differsAdvice =
  "Create what is missing on the instance and run the update again: it verifies again and submits nothing. To migrate again, set overwrite to true and change triggers.";

const notVerifiableAdvice =
  "The next update verifies it again and submits nothing. To go on without a verification, set verify to warn.";

/**
 * True if a finished task has yet to be verified: a wait ended early, `require` was not met, or was set after the task had finished.
 * A task without a verification alone proves nothing: older versions verified none.
 */
export function mustVerify({ verify }: Properties, { status, verification, verificationPending }: Properties): boolean {
  if (status !== "finished") return false;
  if (verify === "warn" && verificationPending === true) return true;
  if (verify !== "require") return false;
  return !isProperties(verification) || verification.verdict !== "verified";
}
