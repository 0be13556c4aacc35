import { CancelledError, isTransient, messageOf, ServiceError } from "../../cloud/index.ts";
import { readPreflight, type SharedLists, type SubmissionTerms } from "../../migration/index.ts";
import type { CallContext } from "../context.ts";
import { metadataOf } from "./metadataLists.ts";
import type { Checked, Outputs } from "./shapes.ts";

/** What a look at the instance has to work with. */
interface PreflightContext extends Pick<CallContext, "client" | "clock" | "signal" | "report"> {
  /** The lists of topics and consumer groups that all calls share. */
  readonly lists: SharedLists;
  /** How the texts address the reader. Default: as a Pulumi program. */
  readonly terms?: SubmissionTerms;
}

/**
 * Reports what the instance says about a migration that is about to be submitted, unless `verify` is `none`.
 * @returns what is on the instance before the migration; undefined if it was not read
 * @throws ServiceError if `verify` is `require` and the user of the keys may not list topics or consumer groups: nothing was submitted
 */
export async function reportPreflight(
  { instanceId, overwrite = false, verify, ...lists }: Pick<Checked, "instanceId"> & Partial<Checked>,
  { client, clock, signal, report, lists: shared, terms }: PreflightContext,
): Promise<Outputs["countsBefore"]> {
  if (verify === "none") return undefined;
  try {
    const preflight = await readPreflight(
      { metadata: metadataOf(lists), overwrite, terms },
      { client, instanceId, lists: shared, clock, signal },
    );
    for (const warning of preflight?.warnings ?? []) report.warning(warning);
    for (const note of preflight?.notes ?? []) report.info(note);
    return preflight?.counts;
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    const isDenied = error instanceof ServiceError && error.httpStatus === 403;
    if (isDenied && verify === "require") throw error;
    // The verification afterwards tells what is wrong. A fault must not keep the migration from being submitted.
    if (!isDenied && !isTransient(error)) report.info(`The instance could not be checked before: ${messageOf(error)}`);
    return undefined;
  }
}
