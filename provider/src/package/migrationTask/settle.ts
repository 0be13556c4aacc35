import { durationText, getTask, type Task, type TaskFailure, waitForTask } from "../../migration/index.ts";
import type { CallContext } from "../context.ts";
import { InitializationError, properties } from "../definition/resource.ts";
import { parseId } from "./id.ts";
import type { Checked, Outputs } from "./shapes.ts";
import { waitOptions } from "./waitOptions.ts";

/** A task that was submitted, and how long to wait for it. */
export interface Settling {
  readonly id: string;
  readonly inputs: Checked;
  /** What is known of it. */
  readonly last: Outputs;
  readonly timeoutSeconds: number;
}

/**
 * Waits if that is wanted, and gives the outputs.
 * @throws InitializationError whatever keeps the task from finishing
 */
export async function settle(settling: Settling, context: CallContext): Promise<Outputs> {
  const { id, inputs, last, timeoutSeconds } = settling;
  if (inputs.waitForCompletion === false) return look(settling, context);
  const result = await waitForTask(waitOptions(id, timeoutSeconds, context));
  const failures = result.state === "failed" ? result.failures : [];
  const seen = result.task ? withTask(last, { ...result.task, failures }) : last;
  if (result.state === "finished") {
    context.report.info(`Finished after ${durationText(result.waitedSeconds * 1000)}.`);
    return seen;
  }
  const advice = adviceFor(result.state, inputs.overwrite === true);
  // One reason: Pulumi counts them as errors ("2 errors occurred"), and this is one.
  throw new InitializationError(id, properties(seen), [[...result.reasons, ...advice].join(" ")]);
}

/** What is not waited for is looked at once. */
async function look({ id, last }: Settling, context: CallContext): Promise<Outputs> {
  const { instanceId, taskId } = parseId(id);
  try {
    const detail = await getTask(context.client, instanceId, taskId, { signal: context.signal });
    if (detail.status === "failed") {
      context.report.warning(`Migration task "${detail.name}" (${detail.id}) failed; waitForCompletion is false.`);
    }
    return withTask(last, detail);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InitializationError(id, properties(last), [reason]);
  }
}

/** The outputs, with the task as it was seen now. The service may leave fields out. */
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

/** What to do about a wait that ended without a finished task. */
function adviceFor(state: string, overwrites: boolean): string[] {
  if (state === "vanished") return ["Run `pulumi refresh`: the next `pulumi up` submits it again."];
  if (state !== "failed") return [];
  return [
    overwrites
      ? "To migrate again, fix the cause and change triggers, or run `pulumi up --replace` with this resource's URN."
      : "To migrate again, fix the cause and set overwrite to true: what was already migrated exists on the instance.",
  ];
}
