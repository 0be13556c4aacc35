import { getInstance } from "../getInstance.ts";
import type { Quota } from "../instance/quota.ts";
import type { Metadata, RocketMqMetadata } from "../metadata/index.ts";
import { pulumiSubmissionTerms, type SubmissionTerms } from "../submissionTerms.ts";
import { withinLimit } from "../withinLimit.ts";
import { countText, listText } from "../wording.ts";
import { type InstanceContents, type ReadingPlace, readContents } from "./readContents.ts";
import type { InstanceCounts } from "./verification.ts";
import { itemText } from "./verificationWording.ts";

/** What an instance says about a migration that is about to be submitted. */
export interface Preflight {
  /** Why the migration would fail, or what it would change, in sentences. */
  readonly warnings: readonly string[];
  /** What the user may not expect. */
  readonly notes: readonly string[];
  /** What is on the instance before the migration. */
  readonly counts: InstanceCounts;
}

/** What would be submitted. */
export interface PlannedMigration {
  readonly metadata: Metadata;
  readonly overwrite: boolean;
  /** Default: the terms of Pulumi programs. */
  readonly terms?: SubmissionTerms | undefined;
}

/** A migration must not be held up for long to say what is on the instance. */
const limitMs = 60_000;

/** How many names a text lists. */
const maxNamed = 10;

/**
 * Reads what is on the instance before a migration: what exists already, how much room is left, how many brokers there are. The
 * service alone decides what it accepts, so nothing here is an error.
 * @returns undefined if it took longer than a minute
 * @throws IncompleteListError, ResponseError, CancelledError and any error of the client
 */
export function readPreflight(planned: PlannedMigration, place: ReadingPlace): Promise<Preflight | undefined> {
  return withinLimit(limitMs, place, (signal) => read(planned, { ...place, signal }));
}

async function read(planned: PlannedMigration, place: ReadingPlace): Promise<Preflight> {
  const { metadata } = planned;
  const contents = await readContents(metadata, place, place.clock.now());
  const { counts, quotas } = contents;
  // How many topics RabbitMQ metadata becomes, and their names, is published nowhere.
  if (metadata.kind === "rabbitToRocket") return { warnings: [], notes: [], counts };
  const { instanceId } = place;
  const [topics, groups] = [
    newNames(metadata.topics, contents.topics),
    newNames(metadata.consumerGroups, contents.consumerGroups),
  ];
  return {
    warnings: [
      ...existingWarning(metadata, planned, instanceId, contents),
      ...roomWarning("topic", instanceId, topics, quotas.topics),
      ...roomWarning("consumer group", instanceId, groups, quotas.consumerGroups),
    ],
    notes: metadata.topics.length === 0 ? [] : brokersNote(metadata, instanceId, await brokerCount(contents, place)),
    counts,
  };
}

/** The number of the instance's brokers; undefined if it is unknown, or of version 5.x, which keeps no number of queues. */
async function brokerCount({ topics }: InstanceContents, place: ReadingPlace): Promise<number | undefined> {
  if (topics.length > 0) {
    const names = new Set(topics.flatMap(({ brokers }) => (brokers ?? []).map(({ name }) => name)));
    return names.size === 0 ? undefined : names.size;
  }
  const { client, instanceId, signal } = place;
  const { engineVersion, brokerCount: count } = await getInstance(client, instanceId, signal ? { signal } : {});
  return engineVersion.startsWith("4.") ? count : undefined;
}

function existingWarning(
  { topics, consumerGroups }: RocketMqMetadata,
  { overwrite, terms = pulumiSubmissionTerms }: PlannedMigration,
  instanceId: string,
  contents: InstanceContents,
): string[] {
  const existing = [
    ...existingNames(topics, contents.topics).map((name) => itemText({ kind: "topic", name })),
    ...existingNames(consumerGroups, contents.consumerGroups).map((name) => itemText({ kind: "consumerGroup", name })),
  ];
  if (existing.length === 0) return [];
  const submitted = topics.length + consumerGroups.length;
  const what = `Instance ${instanceId} already has ${existing.length} of the ${submitted} topics and consumer groups: ${listText(existing, maxNamed)}.`;
  const consequence = overwrite
    ? `${terms.overwrite.isOn}, so the migration changes them to what it submits.`
    : `${terms.overwrite.isOff}, so the migration fails on them. ${terms.overwrite.turnOn} to change them, or remove them from the metadata.`;
  return [`${what} ${consequence}`];
}

function roomWarning(noun: string, instanceId: string, created: number, quota: Quota | undefined): string[] {
  if (!quota || created <= quota.remaining) return [];
  const limit = quota.max === undefined ? "" : ` (of at most ${quota.max})`;
  return [
    `Instance ${instanceId} has room for ${countText(quota.remaining, `more ${noun}`)}${limit}, but the migration creates ${created}. ` +
      `Delete unused ${noun}s, or choose a larger specification.`,
  ];
}

/**
 * `mqadmin exportMetadata` adds up the queues of a topic over all masters of the source (ExportMetadataCommand in apache/rocketmq), and
 * does not say how many there were.
 */
function brokersNote({ topics }: RocketMqMetadata, instanceId: string, brokers: number | undefined): string[] {
  const [topic] = topics;
  if (!topic || brokers === undefined || brokers < 2) return [];
  const { name, writeQueueNums } = topic;
  return [
    `Instance ${instanceId} has ${brokers} brokers, and each of them gets every topic with the submitted number of queues: ` +
      `topic ${JSON.stringify(name)} gets ${brokers} × ${writeQueueNums} = ${brokers * writeQueueNums} write queues. ` +
      "If the numbers come from `mqadmin exportMetadata` of a cluster with several masters, they are already sums over the masters. " +
      "To keep the number per broker, migrate the topics.json of one master instead.",
  ];
}

interface Named {
  readonly name: string;
}

function existingNames(submitted: readonly Named[], present: readonly Named[]): string[] {
  const names = new Set(present.map(({ name }) => name));
  return submitted.flatMap(({ name }) => (names.has(name) ? [name] : []));
}

function newNames(submitted: readonly Named[], present: readonly Named[]): number {
  return submitted.length - existingNames(submitted, present).length;
}
