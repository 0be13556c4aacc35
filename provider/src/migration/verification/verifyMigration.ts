import { CancelledError, type Moment, messageOf, moment, ServiceError } from "../../cloud/index.ts";
import type { MetadataInput } from "../metadata/index.ts";
import { outlastFaults } from "../outlastFaults.ts";
import { withinLimit } from "../withinLimit.ts";
import { durationText, mappingUnpublished } from "../wording.ts";
import { type Comparison, comparable, compareInstance } from "./compareInstance.ts";
import { type InstanceContents, type ReadingPlace, readContents } from "./readContents.ts";
import type { InstanceCounts, Verification } from "./verification.ts";
import { differencesTexts } from "./verificationWording.ts";

/** What a verification needs. */
export interface VerifyOptions extends ReadingPlace {
  /** What was on the instance before the submission. */
  readonly before?: InstanceCounts | undefined;
  /** Whether the caller saw the migration end: then a broker without a topic cannot have joined later. Default: false. */
  readonly sawEnd?: boolean | undefined;
  /**
   * When the task was first seen finished, in milliseconds of the clock's `now`: a list that was read since then for another
   * verification is used again, if it shows everything. Default: now.
   */
  readonly finishedByMs?: number | undefined;
}

/** A list that was read for another verification is not used again if it is older than this. It never proves that something is missing. */
const sharedListMaxAgeMs = 60_000;

/** The pauses before missing items are looked for again: the service may list late what it has just created. 15 seconds in all. */
const gracePausesMs: readonly number[] = [1000, 2000, 4000, 8000];

/** A verification that takes longer than this is given up: the migration has finished, and a wait must not hang. */
export const verificationLimitMs = 120_000;

/**
 * Looks once for what a task submitted on its instance.
 * @param metadata what the task submitted, without defaults that it did not submit; undefined if the service does not say
 * @throws IncompleteListError, ResponseError, CancelledError and any error of the client; a missing permission is not an error but
 *   makes the migration not verifiable
 */
export async function verifyMigration(
  metadata: MetadataInput | undefined,
  options: VerifyOptions,
): Promise<Verification> {
  try {
    return await verify(metadata, options, []);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.httpStatus !== 403) throw error;
    return notVerifiable(error.message, options);
  }
}

/**
 * Looks for what a finished task submitted on its instance, and for what is missing or different again for 15 seconds.
 * Transient errors are outlasted for two minutes. Whatever else prevents it makes the migration not verifiable.
 * @throws CancelledError if the signal aborts
 */
export async function verifyFinished(
  metadata: MetadataInput | undefined,
  options: VerifyOptions,
): Promise<Verification> {
  let fault: unknown;
  let latest: Comparison | undefined;
  // What was missing when the instance could still be read is the best that there is to say.
  const failed = (reason: string) => notVerifiable([reason, ...problemsText(latest)].join(" "), options);
  const keep = (comparison: Comparison) => {
    latest = comparison;
  };
  try {
    const verification = await withinLimit(verificationLimitMs, options, (signal) =>
      outlastFaults(
        { clock: options.clock, signal },
        () => verify(metadata, { ...options, signal }, gracePausesMs, keep),
        (error) => {
          fault = error;
        },
      ),
    );
    if (verification) return verification;
    const last = fault === undefined ? "" : ` The last error: ${messageOf(fault)}`;
    const reason = `Reading what is on instance ${options.instanceId} took longer than ${durationText(verificationLimitMs)}.${last}`;
    return failed(reason);
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    return failed(messageOf(error));
  }
}

async function verify(
  metadata: MetadataInput | undefined,
  options: VerifyOptions,
  pausesMs: readonly number[],
  onCompared: (comparison: Comparison) => void = () => {},
): Promise<Verification> {
  const { clock, signal, before } = options;
  const nowMs = clock.now();
  const finishedByMs = Math.max(options.finishedByMs ?? nowMs, nowMs - sharedListMaxAgeMs);
  if (metadata === undefined) {
    const reason = "The service does not return what the task submitted, so it is unknown what to look for.";
    return notVerifiable(reason, options);
  }
  if (metadata.kind === "rabbitToRocket") {
    const contents = await readContents(metadata, options, finishedByMs);
    return notVerifiable(unpublishedMapping, options, contents);
  }
  const submitted = comparable(metadata);
  if (submitted.topics.length + submitted.consumerGroups.length === 0) return notVerifiable(nothingToLookFor, options);
  const compare = (read: InstanceContents) => {
    const compared = compareInstance(submitted, read, options.sawEnd ?? false);
    onCompared(compared);
    return compared;
  };
  let contents = await readContents(submitted, options, finishedByMs);
  let comparison = compare(contents);
  if (contents.isShared && hasProblems(comparison)) {
    contents = await readContents(submitted, options, clock.now());
    comparison = compare(contents);
  }
  for (const pauseMs of pausesMs) {
    if (!hasProblems(comparison)) break;
    await clock.sleep(pauseMs, signal);
    if (signal?.aborted) throw new CancelledError();
    contents = await readContents(submitted, options, clock.now());
    comparison = compare(contents);
  }
  const { expected, found, missing, different } = comparison;
  return {
    verdict: hasProblems(comparison) ? "differs" : "verified",
    missing,
    different,
    counts: { expected, found, instance: contents.counts, ...(before === undefined ? {} : { before }) },
    verifiedAt: timeText(contents.readAt),
  };
}

/** An empty list of what is missing must not pass for "nothing is missing". */
const nothingToLookFor =
  "The task's metadata, as the service returns it, names no topic and no consumer group (RocketMQ's own do not count), so there is nothing to look for.";

const unpublishedMapping =
  `${mappingUnpublished}, so nothing can be looked for by name. ` +
  "Compare the numbers of topics before and after, and check the instance.";

function hasProblems({ missing, different }: Comparison): boolean {
  return missing.length > 0 || different.some(({ advisory }) => !advisory);
}

/** What was missing or different, in a sentence; empty if nothing was compared, or nothing was. */
function problemsText(comparison: Comparison | undefined): string[] {
  if (comparison === undefined || !hasProblems(comparison)) return [];
  return [
    "The last time that the instance could be read, it did not have everything.",
    ...differencesTexts(comparison),
  ];
}

/** The verification of a migration of which nothing can be said, except for what was counted. */
export function notVerifiable(
  reason: string,
  { before, clock }: Pick<VerifyOptions, "before" | "clock">,
  read: Pick<InstanceContents, "counts" | "readAt"> = { counts: {}, readAt: moment(clock) },
): Verification {
  return {
    verdict: "notVerifiable",
    missing: [],
    different: [],
    counts: { expected: 0, found: 0, instance: read.counts, ...(before === undefined ? {} : { before }) },
    verifiedAt: timeText(read.readAt),
    reason,
  };
}

function timeText({ wallMs }: Moment): string {
  return new Date(wallMs).toISOString();
}
