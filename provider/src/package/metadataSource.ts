import type { Metadata, MetadataInput, MetadataProblem, NotMigrated, ParsedFile } from "../migration/index.ts";
import {
  completeMetadata,
  MetadataError,
  parseRabbitMqDefinitions,
  parseRocketMqExport,
  validateMetadata,
} from "../migration/index.ts";
import { Asset, file, optional, type Problem, type Properties, text } from "./definition/index.ts";
import { metadataShape } from "./metadata.ts";

/** Where a task's metadata comes from: lists that a program writes, or the files that people have in hand. */

const rocketMqLists = ["topics", "consumerGroups"] as const;
const rabbitMqLists = ["vhosts", "queues", "exchanges", "bindings"] as const;
const rocketMqFiles = ["metadataFile", "topicsFile", "subscriptionGroupFile"] as const;

/** The inputs that metadata can be given by. */
export const metadataSourceShape = {
  ...metadataShape,
  definitionsFile: optional(
    file(),
    "RabbitMQ's `definitions.json`, of a whole node (`rabbitmqadmin export`) or of one vhost: its path, or an asset. " +
      "RabbitMQ's own objects (`amq.*`, the default exchange) are left out. Nothing of it but what is migrated goes into state or to the service: " +
      "the file holds password hashes.",
  ),
  vhost: optional(
    text(),
    "With `definitionsFile`: of a whole node's file only this vhost; of one vhost's file, which does not hold it, its name.",
  ),
  metadataFile: optional(
    file(),
    "What RocketMQ's `mqadmin exportMetadata` wrote: its path, or an asset. System topics and groups are left out.",
  ),
  topicsFile: optional(
    file(),
    "A RocketMQ broker's `topics.json`: its path, or an asset. System topics are left out. Usually together with `subscriptionGroupFile`.",
  ),
  subscriptionGroupFile: optional(
    file(),
    "A RocketMQ broker's `subscriptionGroup.json`: its path, or an asset. System groups are left out. Usually together with `topicsFile`.",
  ),
};

/** Metadata that was given, and what of its file has no place at the service. */
export interface SourcedMetadata {
  readonly metadata: Metadata;
  /** Left out for lists, which hold nothing but what is migrated. */
  readonly notMigrated?: readonly NotMigrated[];
}

/**
 * Reads the metadata of a task's checked inputs; files are read here and go no further.
 * @param given inputs that are known and of the right shape
 */
export async function readMetadata(given: Properties): Promise<SourcedMetadata | { problems: readonly Problem[] }> {
  const sources = sourcesOf(given);
  const [first, second] = sources;
  if (!first) return { problems: [{ property: "", reason: nothingGiven }] };
  if (second) {
    const reason = `Cannot be given together with ${first.property}: a task migrates either RocketMQ's or RabbitMQ's metadata, from one source. Leave one of the two out.`;
    return { problems: [problemAt(second, reason)] };
  }
  if (given.vhost !== undefined && first.property !== "definitionsFile") {
    return {
      problems: [{ property: "vhost", reason: "Belongs to definitionsFile, which is not given. Leave it out." }],
    };
  }
  try {
    const sourced = await first.read();
    const errors = validateMetadata(sourced.metadata).filter(({ severity }) => severity === "error");
    if (errors.length > 0) return { problems: errors.map((error) => asProblem(error, first)) };
    return sourced;
  } catch (error) {
    if (!(error instanceof MetadataError) && !(error instanceof FileError)) throw error;
    return { problems: [problemAt(first, error.message)] };
  }
}

const nothingGiven =
  "No metadata is given, so there is nothing to migrate. Give either RocketMQ's (topics and consumerGroups, metadataFile, or topicsFile with subscriptionGroupFile) " +
  "or RabbitMQ's (vhosts, queues, exchanges and bindings, or definitionsFile).";

/** One way in which metadata was given. */
interface Source {
  /** The property that is named in errors. */
  readonly property: string;
  readonly value: Properties[string] | undefined;
  readonly isFile: boolean;
  read(): Promise<SourcedMetadata>;
}

function sourcesOf(given: Properties): Source[] {
  const present = (names: readonly string[]) => names.filter((name) => given[name] !== undefined);
  const sources: Source[] = [];
  const [rocketMqList] = present(rocketMqLists);
  if (rocketMqList) {
    sources.push(listSource(rocketMqList, given, { kind: "rocketmq", ...pick(given, rocketMqLists) }));
  }
  const [rabbitMqList] = present(rabbitMqLists);
  if (rabbitMqList) {
    sources.push(listSource(rabbitMqList, given, { kind: "rabbitToRocket", ...pick(given, rabbitMqLists) }));
  }
  const { definitionsFile, vhost } = given;
  if (definitionsFile !== undefined) {
    sources.push({
      property: "definitionsFile",
      value: definitionsFile,
      isFile: true,
      read: async () => {
        const { text: content, source } = await readFileInput(definitionsFile);
        return ofFile(parseRabbitMqDefinitions(content, { source, ...(typeof vhost === "string" ? { vhost } : {}) }));
      },
    });
  }
  const files = present(rocketMqFiles);
  const [rocketMqFile] = files;
  if (rocketMqFile) {
    sources.push({
      property: rocketMqFile,
      value: given[rocketMqFile],
      isFile: true,
      read: async () => ofFile(parseRocketMqExport(await Promise.all(files.map((name) => readFileInput(given[name]))))),
    });
  }
  return sources;
}

function listSource(property: string, given: Properties, metadata: MetadataInput): Source {
  return {
    property,
    value: given[property],
    isFile: false,
    read: async () => ({ metadata: completeMetadata(metadata) }),
  };
}

function ofFile({ metadata, notMigrated }: ParsedFile): SourcedMetadata {
  return { metadata, notMigrated };
}

/** The lists have passed the shape's check, so they are what the metadata's types say. */
function pick(given: Properties, names: readonly string[]): object {
  return Object.fromEntries(names.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]));
}

/** A file that could not be read. */
class FileError extends Error {}

async function readFileInput(input: Properties[string] | undefined): Promise<{ text: string; source: string }> {
  if (input instanceof Asset && input.source === "text") return { text: input.content, source: "the asset" };
  if (input instanceof Asset && input.source === "uri") {
    throw new FileError("Is a remote asset, but must be a local file or a StringAsset. Download it first.");
  }
  const path = input instanceof Asset ? input.content : String(input);
  const { readFile } = await import("node:fs/promises");
  const { basename, resolve } = await import("node:path");
  try {
    return { text: await readFile(path, "utf8"), source: basename(path) };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    const meaning = code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : code;
    throw new FileError(
      `Cannot read ${resolve(path)}: ${meaning}. A relative path counts from the folder of Pulumi.yaml.`,
    );
  }
}

/** A problem with one thing: in a list at its place, in a file (which is read in another order) by its name. */
function asProblem(problem: MetadataProblem, source: Source): Problem {
  if (!source.isFile) return { property: problem.path, reason: sentence(problem) };
  return problemAt(source, `${problem.path.replace(/\[\d+\]/g, "")}: ${sentence(problem)}`);
}

/** The engine prints the value beside a problem's property: of an asset that would be the whole file, passwords and all. */
function problemAt({ property, value }: Source, reason: string): Problem {
  const isText = value instanceof Asset && value.source === "text";
  return isText ? { property: "", reason: `${property}: ${reason}` } : { property, reason };
}

function sentence({ seen, allowed, remedy }: MetadataProblem): string {
  return `Must be ${allowed}, but is ${seen}. ${remedy}`;
}
