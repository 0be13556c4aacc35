import { ConnectionError, CredentialsError, messageOf, ServiceError, TimeoutError } from "../../cloud/index.ts";
import { hasEnded, sameMetadata } from "../../migration/index.ts";
import type { CallContext } from "../context.ts";
import { InvalidPropertiesError, type Properties } from "../definition/index.ts";
import { properties, type ReadRequest, type ReadResult } from "../definition/resource.ts";
import { OtherLocationError } from "./errors.ts";
import { parseId } from "./id.ts";
import { lastOutputs } from "./lastOutputs.ts";
import { checkLocation, refuseOtherEndpoint } from "./location.ts";
import { listsOf, metadataOf } from "./metadataLists.ts";
import { findRecord, readUntil } from "./record.ts";
import { withTask } from "./settle.ts";
import type { Checked, Outputs } from "./shapes.ts";
import { taskMemory } from "./taskMemory.ts";

/**
 * Reads the task. If its record is gone, a task that had ended stays as it was, and one that had not is gone too.
 * @throws OtherLocationError if the provider is configured for another project or region than the task's
 */
export async function readTask(request: ReadRequest, context: CallContext): Promise<ReadResult | undefined> {
  const { urn, id, inputs, outputs: kept } = request;
  try {
    const result = await readRecord(request, context);
    if (result && inputs) taskMemory(context).noteRead(urn, result);
    return result;
  } catch (error) {
    if (!inputs || !isOutOfReach(error)) throw error;
    taskMemory(context).noteRead(urn, { id, inputs, outputs: kept });
    taskMemory(context).noteUnread(id);
    context.report.warning(
      `Migration task ${id} could not be read, so its state was kept. ${messageOf(error)} ` +
        "If you have just changed the provider's configuration, the next refresh reads the task: Pulumi refreshes with the configuration of the last update.",
    );
    return { id, inputs, outputs: kept };
  }
}

/**
 * True if the task could not be read, and the configuration in state may be the cause: keys that are refused, an endpoint that
 * cannot be reached, another project. The engine reads with the configuration of the last update, and that must not block an
 * update with a new one. A wrong environment is an error: users can correct it immediately.
 */
function isOutOfReach(error: unknown): boolean {
  if (error instanceof ServiceError) return error.httpStatus === 401 || error.httpStatus === 403;
  if (error instanceof OtherLocationError) return error.isConfigured;
  return error instanceof CredentialsError || error instanceof ConnectionError || error instanceof TimeoutError;
}

async function readRecord(
  { id, inputs, outputs: kept }: ReadRequest,
  context: CallContext,
): Promise<ReadResult | undefined> {
  const { instanceId, taskId } = parseId(id);
  const location = await checkLocation(id, kept, context);
  const before = lastOutputs(id, kept);
  const last: Outputs = { ...before, ...location.outputs };
  const isEnded = hasEnded(last.status);
  const resultWith = (newInputs: Properties, outputs: Outputs): ReadResult => ({
    id,
    inputs: newInputs,
    outputs: properties({ ...kept, ...newInputs, ...outputs }),
  });
  if (inputs && last.recordDeleted) return resultWith(inputs, before);

  const detail = inputs
    ? await readUntil(
        () => findRecord(id, context),
        (seen) => seen !== undefined,
        context,
      )
    : await findRecord(id, context);
  if (detail) {
    if (!inputs && !detail.metadata) {
      throw new InvalidPropertiesError([
        {
          property: "",
          reason: `Migration task ${taskId} cannot be imported: the service does not return what it migrates.`,
        },
      ]);
    }
    // The service may return the same metadata in a different order, which is not a change.
    const isSame = !detail.metadata || (inputs && sameMetadata(metadataOf(inputs as Checked), detail.metadata));
    const lists = isSame || !detail.metadata ? {} : listsOf(detail.metadata);
    const name = inputs ? {} : { name: detail.name };
    const isReopened = isEnded && detail.status !== last.status && detail.status !== "finished";
    if (isReopened) {
      context.report.warning(
        `Migration task "${last.name}" (${taskId}) had ${last.status}, but the service now reports ${JSON.stringify(detail.status)}. A task that has ended does not change: it is kept as ${last.status}.`,
      );
    }
    const seen = isReopened ? { ...detail, status: last.status } : detail;
    // A wait would have verified it. Whoever does not wait does not verify.
    const isUnverified = !isEnded && seen.status === "finished" && waitsAndVerifies(inputs);
    const pending = isUnverified ? { verificationPending: true } : {};
    return resultWith({ ...inputs, instanceId, ...name, ...lists }, { ...withTask(last, seen), ...pending });
  }

  if (!inputs) return undefined;
  if (!isEnded) {
    refuseOtherEndpoint(id, kept, location);
    context.report.warning(
      `Migration task "${last.name}" (${taskId}) had not ended when its record vanished. It is removed from state, and the next \`pulumi up\` submits it again.`,
    );
    return undefined;
  }
  const place = location.isOtherEndpoint ? `at ${location.outputs.endpoint}` : "at the service";
  context.report.warning(
    `The record of migration task "${last.name}" (${taskId}) no longer exists ${place}. The task has ${last.status}, so the resource is kept and the migration is not run again.`,
  );
  return resultWith(inputs, location.isOtherEndpoint ? before : { ...last, recordDeleted: true });
}

function waitsAndVerifies({ waitForCompletion, verify }: Properties = {}): boolean {
  return waitForCompletion === true && (verify === "warn" || verify === "require");
}
