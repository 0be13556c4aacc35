import type { CallContext } from "../context.ts";
import { type Properties, readKnown } from "../definition/index.ts";
import { InitializationError, properties, type UpdateRequest } from "../definition/resource.ts";
import { defaultTimeoutSeconds } from "../timeout.ts";
import { parseId } from "./id.ts";
import { checkLocation } from "./location.ts";
import { settle } from "./settle.ts";
import { type checkedInputs, type Outputs, outputs } from "./shapes.ts";

/** Waits again for a task that had not finished. A finished one is left as it is. */
export async function updateTask(
  { id, inputs, oldOutputs, timeoutSeconds }: UpdateRequest<typeof checkedInputs>,
  context: CallContext,
): Promise<{ outputs: Outputs }> {
  const location = await checkLocation(id, oldOutputs, context);
  const last: Outputs = { ...lastOutputs(id, oldOutputs), ...location.outputs };
  if (last.status === "finished") return { outputs: last };
  if (last.recordDeleted) {
    const reason = `Migration task "${last.name}" (${last.taskId}) failed, and its record no longer exists. To migrate again, fix the cause and change triggers, or run \`pulumi up --replace\` with this resource's URN.`;
    throw new InitializationError(id, properties(last), [reason]);
  }
  const seconds = timeoutSeconds ?? last.timeoutSeconds;
  return { outputs: await settle({ id, inputs, last, timeoutSeconds: seconds }, context) };
}

/** The outputs in state, completed with placeholders: an import has none, and older versions wrote fewer. */
export function lastOutputs(id: string, kept: Properties): Outputs {
  const own = Object.fromEntries(Object.entries(kept).filter(([name]) => Object.hasOwn(outputs, name)));
  return {
    name: "",
    taskId: parseId(id).taskId,
    type: "",
    status: "",
    startDate: "",
    failures: [],
    run: 1,
    origin: "imported",
    recordDeleted: false,
    timeoutSeconds: defaultTimeoutSeconds,
    projectId: "",
    endpoint: "",
    ...readKnown(outputs, own),
  };
}
