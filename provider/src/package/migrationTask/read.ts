import { ConnectionError, CredentialsError, ServiceError, TimeoutError } from "../../cloud/index.ts";
import { sameMetadata } from "../../migration/index.ts";
import type { CallContext } from "../context.ts";
import { InvalidPropertiesError, type Properties } from "../definition/index.ts";
import { properties, type ReadAnswer, type ReadRequest } from "../definition/resource.ts";
import { parseId } from "./id.ts";
import { checkLocation, OtherLocationError, refuseOtherEndpoint } from "./location.ts";
import { listsOf, metadataOf } from "./metadataLists.ts";
import { findRecord, lookAgain } from "./record.ts";
import { withTask } from "./settle.ts";
import type { Checked, Outputs } from "./shapes.ts";
import { lastOutputs } from "./update.ts";

/**
 * Reads the task anew. One that has ended stays as it was when its record is gone; one that had not is gone with it.
 * @throws OtherLocationError if the provider is configured for another project or region than the task's
 */
export async function readTask(request: ReadRequest, context: CallContext): Promise<ReadAnswer | undefined> {
  const { urn, id, inputs, outputs: kept } = request;
  try {
    const answer = await readRecord(request, context);
    if (answer && inputs) context.memory.noteRead(urn, answer);
    return answer;
  } catch (error) {
    if (!inputs || !isOutOfReach(error)) throw error;
    context.memory.noteRead(urn, { id, inputs, outputs: kept });
    context.memory.noteUnread(id);
    context.report.warning(
      `Migration task ${id} was not read; its state is kept as it was. ${messageOf(error)} ` +
        "If you have just changed the provider's configuration, the next refresh reads it: Pulumi refreshes with that of the last update.",
    );
    return { id, inputs, outputs: kept };
  }
}

/**
 * True if the service could not be asked, and the configuration in state may be why: keys that are refused, an endpoint that
 * cannot be reached, another project. The engine reads with the configuration of the last update, and this must not keep an
 * update with a new one from going on. What the environment of the moment says is an error: it can be put right at once.
 */
function isOutOfReach(error: unknown): boolean {
  if (error instanceof ServiceError) return error.httpStatus === 401 || error.httpStatus === 403;
  if (error instanceof OtherLocationError) return error.isConfigured;
  return error instanceof CredentialsError || error instanceof ConnectionError || error instanceof TimeoutError;
}

async function readRecord(
  { id, inputs, outputs: kept }: ReadRequest,
  context: CallContext,
): Promise<ReadAnswer | undefined> {
  const { instanceId, taskId } = parseId(id);
  const location = await checkLocation(id, kept, context);
  const before = lastOutputs(id, kept);
  const last: Outputs = { ...before, ...location.outputs };
  const hasEnded = last.status === "finished" || last.status === "failed";
  const answer = (newInputs: Properties, outputs: Outputs): ReadAnswer => {
    return { id, inputs: newInputs, outputs: properties({ ...kept, ...newInputs, ...outputs }) };
  };
  if (inputs && last.recordDeleted) return answer(inputs, before);

  const detail = inputs
    ? await lookAgain(
        () => findRecord(id, context),
        (seen) => seen !== undefined,
        context,
      )
    : await findRecord(id, context);
  if (detail) {
    if (!inputs && !detail.metadata) {
      throw new InvalidPropertiesError([
        { property: "", reason: `Task ${taskId} cannot be imported: the service does not tell what it migrates.` },
      ]);
    }
    // The service may write the same metadata in another order: that is no change.
    const isSame = !detail.metadata || (inputs && sameMetadata(metadataOf(inputs as Checked), detail.metadata));
    const lists = isSame || !detail.metadata ? {} : listsOf(detail.metadata);
    const name = inputs ? {} : { name: detail.name };
    const isReopened = hasEnded && detail.status !== last.status && detail.status !== "finished";
    if (isReopened) {
      context.report.warning(
        `Migration task "${last.name}" (${taskId}) had ${last.status}, and is now ${JSON.stringify(detail.status)} at the service. A task that has ended stays so: it is kept as ${last.status}.`,
      );
    }
    const seen = isReopened ? { ...detail, status: last.status } : detail;
    return answer({ ...inputs, instanceId, ...name, ...lists }, withTask(last, seen));
  }

  if (!inputs) return undefined;
  if (!hasEnded) {
    refuseOtherEndpoint(id, kept, location);
    context.report.warning(
      `Migration task "${last.name}" (${taskId}) had not ended when its record vanished. It is removed from state; the next \`pulumi up\` submits it again.`,
    );
    return undefined;
  }
  const place = location.isOtherEndpoint ? `at ${location.outputs.endpoint}` : "at the service";
  context.report.warning(
    `The record of migration task "${last.name}" (${taskId}) no longer exists ${place}. The task has ${last.status}, so the resource stays as it is and is not run again.`,
  );
  return answer(inputs, location.isOtherEndpoint ? before : { ...last, recordDeleted: true });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
