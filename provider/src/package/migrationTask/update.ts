import type { CallContext } from "../context.ts";
import { InitializationError, properties, type UpdateRequest } from "../definition/resource.ts";
import { lastOutputs } from "./lastOutputs.ts";
import { checkLocation } from "./location.ts";
import { settle } from "./settle.ts";
import type { checkedInputs, Outputs } from "./shapes.ts";
import { mustVerify, verifyOutputs } from "./verify.ts";

/** Waits again for a task that had not finished. A finished one is left as it is, unless it must yet be verified. */
export async function updateTask(
  { id, inputs, oldOutputs, timeoutSeconds }: UpdateRequest<typeof checkedInputs>,
  context: CallContext,
): Promise<{ outputs: Outputs }> {
  const location = await checkLocation(id, oldOutputs, context);
  const last: Outputs = { ...lastOutputs(id, oldOutputs), ...location.outputs };
  if (last.status === "finished") {
    return { outputs: mustVerify(inputs, last) ? await verifyOutputs(id, inputs, last, context) : last };
  }
  if (last.recordDeleted) {
    const reason = `Migration task "${last.name}" (${last.taskId}) failed, and its record no longer exists. To migrate again, fix the cause and change triggers, or run \`pulumi up --replace\` with this resource's URN.`;
    throw new InitializationError(id, properties(last), [reason]);
  }
  const seconds = timeoutSeconds ?? last.timeoutSeconds;
  return { outputs: await settle({ id, inputs, last, timeoutSeconds: seconds }, context) };
}
