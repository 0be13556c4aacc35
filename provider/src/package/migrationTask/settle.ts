import { messageOf } from "../../cloud/index.ts";
import { durationText, getTask, type Task, type TaskFailure, waitForTask } from "../../migration/index.ts";
import type { CallContext } from "../context.ts";
import { InitializationError, properties } from "../definition/resource.ts";
import { parseId } from "./id.ts";
import type { Checked, Outputs } from "./shapes.ts";
import { verifyOutputs } from "./verify.ts";
import { waitOptions } from "./waitOptions.ts";

/** A task that was submitted, and how long to wait for it. */
export interface Settling {
  readonly id: string;
  readonly inputs: Checked;
  /** Its last known outputs. */
  readonly last: Outputs;
  readonly timeoutSeconds: number;
}

/**
 * Waits for the task and verifies it, unless `waitForCompletion` is false, and returns the outputs.
 * @throws InitializationError if the task does not finish, for any reason, or is not verified although `verify` is `require`
 */
export async function settle(settling: Settling, context: CallContext): Promise<Outputs> {
  const { id, inputs, last, timeoutSeconds } = settling;
  if (!inputs.waitForCompletion) return readOnce(settling, context);
  const result = await waitForTask(waitOptions(id, timeoutSeconds, context));
  const failures = result.state === "failed" ? result.failures : [];
  const seen = result.task ? withTask(last, { ...result.task, failures }) : last;
  if (result.state === "finished") {
    context.report.info(`Finished after ${durationText(result.waitedSeconds * 1000)}.`);
    return verifyOutputs(id, inputs, seen, context);
  }
  const advice = adviceFor(result.state, inputs.overwrite);
  // A single reason: Pulumi counts reasons as errors ("2 errors occurred").
  throw new InitializationError(id, properties(seen), [[...result.reasons, ...advice].join(" ")]);
}

async function readOnce({ id, last }: Settling, context: CallContext): Promise<Outputs> {
  const { instanceId, taskId } = parseId(id);
  try {
    const detail = await getTask(context.client, instanceId, taskId, { signal: context.signal });
    if (detail.status === "failed") {
      context.report.warning(`Migration task "${detail.name}" (${detail.id}) failed; waitForCompletion is false.`);
    }
    return withTask(last, detail);
  } catch (error) {
    throw new InitializationError(id, properties(last), [messageOf(error)]);
  }
}

/** The outputs, with the task as it is now. The service may omit fields. */
export function withTask(last: Outputs, task: Task & { readonly failures: readonly TaskFailure[] }): Outputs {
  return {
    ...last,
    name: task.name || last.name,
    type: task.type || last.type,
    status: task.status,
    startDate: task.startDate || last.startDate,
    failures: [...task.failures],
  };
}

/** What to do after a wait that ended without a finished task. */
function adviceFor(state: string, overwrites: boolean): string[] {
  if (state === "vanished") return ["Run `pulumi refresh`: the next `pulumi up` submits it again."];
  if (state !== "failed") return [];
  return [
    overwrites
      ? "To migrate again, fix the cause and change triggers, or run `pulumi up --replace` with this resource's URN."
      : "To migrate again, fix the cause and set overwrite to true: what was already migrated exists on the instance.",
  ];
}
