import { sameMetadata } from "../../migration/index.ts";
import type { CallContext } from "../context.ts";
import { InvalidPropertiesError, type Properties } from "../definition/index.ts";
import { properties, type ReadAnswer, type ReadRequest } from "../definition/resource.ts";
import { parseId } from "./id.ts";
import { checkLocation, refuseOtherEndpoint } from "./location.ts";
import { listsOf, metadataOf } from "./metadataLists.ts";
import { findRecord, lookAgain } from "./record.ts";
import { withTask } from "./settle.ts";
import type { Checked, Outputs } from "./shapes.ts";
import { lastOutputs } from "./update.ts";

/**
 * Reads the task anew. One that has ended stays as it was when its record is gone; one that had not is gone with it.
 * @throws OtherLocationError if the provider is configured for another project or region than the task's
 */
export async function readTask(
  { urn, id, inputs, outputs: kept }: ReadRequest,
  context: CallContext,
): Promise<ReadAnswer | undefined> {
  const { instanceId, taskId } = parseId(id);
  const location = await checkLocation(id, kept, context);
  const last: Outputs = { ...lastOutputs(id, kept), ...location.outputs };
  const hasEnded = last.status === "finished" || last.status === "failed";
  const answer = (newInputs: Properties, outputs: Outputs): ReadAnswer => {
    const fresh = properties({ ...kept, ...newInputs, ...outputs });
    if (inputs) context.memory.noteRead(urn, { id, inputs: newInputs, outputs: fresh });
    return { id, inputs: newInputs, outputs: fresh };
  };
  if (inputs && last.recordDeleted) return answer(inputs, last);

  const detail =
    inputs && !hasEnded
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
    return answer({ ...inputs, instanceId, ...name, ...lists }, withTask(last, detail));
  }

  if (!inputs) return undefined;
  refuseOtherEndpoint(id, kept, location);
  if (!hasEnded) {
    context.report.warning(
      `Migration task "${last.name}" (${taskId}) had not ended when its record vanished. It is removed from state; the next \`pulumi up\` submits it again.`,
    );
    return undefined;
  }
  context.report.warning(
    `The record of migration task "${last.name}" (${taskId}) no longer exists at the service. The task has ${last.status}, so the resource stays as it is and is not run again.`,
  );
  return answer(inputs, { ...last, recordDeleted: true });
}
