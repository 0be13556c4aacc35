import { CancelledError, type Clock, type Moment, messageOf, moment, ServiceError } from "../../cloud/index.ts";
import type { ConsumerGroup } from "../instance/listConsumerGroups.ts";
import type { Topic } from "../instance/listTopics.ts";
import type { ListClient, SharedLists } from "../instance/sharedLists.ts";
import type { Metadata, RocketMqMetadata } from "../metadata/index.ts";
import { withinLimit } from "../withinLimit.ts";
import { durationText } from "../wording.ts";
import { type Comparison, compareInstance } from "./compareInstance.ts";
import type { InstanceCounts, Verification } from "./verification.ts";

/** What a verification needs. */
export interface VerifyOptions {
  readonly client: ListClient;
  readonly instanceId: string;
  readonly lists: SharedLists;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** What was on the instance before the submission. */
  readonly before?: InstanceCounts | undefined;
}

/**
 * A list that another verification has read is used again if it is no older than this and shows everything: what was there a minute
 * ago, and is what was submitted, is there. It never proves that something is missing.
 */
const sharedListMaxAgeMs = 60_000;

/** The pauses before missing items are looked for again: the service may list late what it has just created. 15 seconds in all. */
const gracePausesMs: readonly number[] = [1000, 2000, 4000, 8000];

/** A verification that takes longer than this is given up: the migration has finished, and a wait must not hang. */
const limitMs = 120_000;

/**
 * Looks once for what a task submitted on its instance.
 * @param metadata what the task submitted; undefined if the service does not say
 * @throws IncompleteListError, ResponseError, CancelledError and any error of the client; a missing permission is not an error but
 *   makes the migration not verifiable
 */
export function verifyMigration(metadata: Metadata | undefined, options: VerifyOptions): Promise<Verification> {
  return verify(metadata, options, []);
}

/**
 * Looks for what a finished task submitted on its instance, and for what is missing or different again for 15 seconds.
 * Whatever prevents it makes the migration not verifiable.
 * @throws CancelledError if the signal aborts
 */
export async function verifyFinished(metadata: Metadata | undefined, options: VerifyOptions): Promise<Verification> {
  try {
    const verification = await withinLimit(limitMs, options, (signal) =>
      verify(metadata, { ...options, signal }, gracePausesMs),
    );
    if (verification) return verification;
    const reason = `Reading what is on instance ${options.instanceId} took longer than ${durationText(limitMs)}.`;
    return notVerifiable(reason, options);
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    return notVerifiable(messageOf(error), options);
  }
}

async function verify(
  metadata: Metadata | undefined,
  options: VerifyOptions,
  pausesMs: readonly number[],
): Promise<Verification> {
  const { clock, signal, before } = options;
  if (metadata === undefined) {
    const reason = "The service does not return what the task submitted, so it is unknown what to look for.";
    return notVerifiable(reason, options);
  }
  try {
    if (metadata.kind === "rabbitToRocket") {
      const contents = await readInstance(metadata, options, 0);
      return notVerifiable(unpublishedMapping, options, contents);
    }
    let contents = await readInstance(metadata, options, sharedListMaxAgeMs);
    let comparison = compareInstance(metadata, contents);
    if (contents.isShared && hasProblems(comparison)) {
      contents = await readInstance(metadata, options, 0);
      comparison = compareInstance(metadata, contents);
    }
    for (const pauseMs of pausesMs) {
      if (!hasProblems(comparison)) break;
      await clock.sleep(pauseMs, signal);
      if (signal?.aborted) throw new CancelledError();
      contents = await readInstance(metadata, options, 0);
      comparison = compareInstance(metadata, contents);
    }
    const { expected, found, missing, different } = comparison;
    return {
      verdict: hasProblems(comparison) ? "differs" : "verified",
      missing,
      different,
      counts: { expected, found, instance: contents.counts, ...(before === undefined ? {} : { before }) },
      verifiedAt: timeText(contents.readAt),
    };
  } catch (error) {
    if (!(error instanceof ServiceError) || error.httpStatus !== 403) throw error;
    return notVerifiable(error.message, options);
  }
}

const unpublishedMapping =
  "Huawei does not publish how vhosts, exchanges, queues and bindings become topics, so nothing can be looked for by name. " +
  "Compare the numbers of topics before and after, and check the instance.";

/** What is on the instance, as far as it was read. */
interface Contents {
  readonly topics: readonly Topic[];
  readonly consumerGroups: readonly ConsumerGroup[];
  readonly counts: InstanceCounts;
  /** When the older of the two lists was read. */
  readonly readAt: Moment;
  /** True if another verification may have read it before this one asked. */
  readonly isShared: boolean;
}

/** Reads the lists that the metadata needs: without consumer groups, no permission for them is needed. */
async function readInstance(
  metadata: Metadata,
  { client, instanceId, lists, clock, signal }: VerifyOptions,
  maxAgeMs: number,
): Promise<Contents> {
  const askedMs = clock.now();
  const options = { maxAgeMs, clock, signal };
  const [topics, groups] = await Promise.all([
    needs(metadata, "topics") ? lists.topics(client, instanceId, options) : undefined,
    needs(metadata, "consumerGroups") ? lists.consumerGroups(client, instanceId, options) : undefined,
  ]);
  const moments = [topics, groups].flatMap((reading) => (reading ? [reading.startedAt] : []));
  const readAt = moments.sort((one, other) => one.ms - other.ms)[0] ?? moment(clock);
  return {
    topics: topics?.value.topics ?? [],
    consumerGroups: groups?.value.consumerGroups ?? [],
    counts: {
      ...(topics ? { topics: topics.value.topics.length } : {}),
      ...(groups ? { consumerGroups: groups.value.consumerGroups.length } : {}),
    },
    readAt,
    isShared: readAt.ms < askedMs,
  };
}

function needs(metadata: Metadata, list: keyof Omit<RocketMqMetadata, "kind">): boolean {
  return metadata.kind === "rabbitToRocket" || metadata[list].length > 0;
}

function hasProblems({ missing, different }: Comparison): boolean {
  return missing.length > 0 || different.some(({ advisory }) => !advisory);
}

/** The verification of a migration of which nothing can be said, except for what was counted. */
export function notVerifiable(
  reason: string,
  { before, clock }: Pick<VerifyOptions, "before" | "clock">,
  read: Pick<Contents, "counts" | "readAt"> = { counts: {}, readAt: moment(clock) },
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
