import { RocketMqError } from "../cloud/index.ts";
import type { Metadata, MetadataInput, MetadataProblem, NotMigrated, ParsedFile } from "../migration/index.ts";
import {
  completeMetadata,
  listsOfKind,
  MetadataError,
  parseRabbitMqDefinitions,
  parseRocketMqExport,
  validateMetadata,
} from "../migration/index.ts";
import { Asset, file, optional, type Problem, type Properties, text } from "./definition/index.ts";
import { metadataShape } from "./metadata.ts";

/** Where a task's metadata comes from: lists that a program writes, or files that brokers export. */

const rocketMqFiles = ["metadataFile", "topicsFile", "subscriptionGroupFile"] as const;

/** The inputs that can provide metadata. */
export const metadataSourceShape = {
  ...metadataShape,
  definitionsFile: optional(
    file(),
    "RabbitMQ's `definitions.json` (`rabbitmqadmin export`), of a whole node or a single vhost: a path or an asset. " +
      "RabbitMQ's own objects (`amq.*`, the default exchange) are left out. Only what is migrated is stored in state " +
      "and sent to the service, never the password hashes in the file.",
  ),
  vhost: optional(
    text(),
    "Vhost in `definitionsFile`. If the file covers a whole node, only this vhost is migrated. If the file is the export of a single vhost and does not include its name, set the name here.",
  ),
  metadataFile: optional(
    file(),
    "Output of RocketMQ's `mqadmin exportMetadata`: a path or an asset. System topics and groups are left out.",
  ),
  topicsFile: optional(
    file(),
    "A RocketMQ broker's `topics.json`: a path or an asset. System topics are left out. Usually combined with `subscriptionGroupFile`.",
  ),
  subscriptionGroupFile: optional(
    file(),
    "A RocketMQ broker's `subscriptionGroup.json`: a path or an asset. System groups are left out. Usually combined with `topicsFile`.",
  ),
};

/** Metadata to submit, and what its file contains beyond that. */
export interface SourcedMetadata {
  readonly metadata: Metadata;
  /** Left out for lists: everything in them is migrated. */
  readonly notMigrated?: readonly NotMigrated[];
}

/**
 * Reads the metadata of a task's checked inputs, from files too.
 * @param given inputs that are known and of the right shape
 * @param call what the reader calls an input. Default: its own name
 */
export async function readMetadata(
  given: Properties,
  call: (name: string) => string = (name) => name,
): Promise<SourcedMetadata | { problems: readonly Problem[] }> {
  const sources = sourcesOf(given, call("vhost"));
  const [first, second] = sources;
  if (!first) return { problems: [{ property: "", reason: noMetadata }] };
  if (second) {
    const reason = `Cannot be combined with ${call(first.property)}: a task migrates RocketMQ or RabbitMQ metadata, from one source. Remove one of the two.`;
    return { problems: [problemAt(second, reason)] };
  }
  if (given.vhost !== undefined && first.property !== "definitionsFile") {
    return {
      problems: [
        {
          property: "vhost",
          reason: `Can only be used with ${call("definitionsFile")}. Remove it, or set ${call("definitionsFile")}.`,
        },
      ],
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

const noMetadata =
  "Nothing to migrate: no metadata is set. Set RocketMQ metadata (topics and consumerGroups, metadataFile, or topicsFile and subscriptionGroupFile) " +
  "or RabbitMQ metadata (vhosts, queues, exchanges and bindings, or definitionsFile).";

/** One source of metadata among the inputs. */
interface Source {
  /** The property to name in errors. */
  readonly property: string;
  readonly value: Properties[string] | undefined;
  readonly isFile: boolean;
  read(): Promise<SourcedMetadata>;
}

function sourcesOf(given: Properties, vhostSetting: string): Source[] {
  const present = (names: readonly string[]) => names.filter((name) => given[name] !== undefined);
  const sources: Source[] = [];
  for (const kind of ["rocketmq", "rabbitToRocket"] as const) {
    const lists = present(listsOfKind[kind]);
    const [property] = lists;
    if (property) sources.push(listSource(property, given, { kind, ...pick(given, lists) }));
  }
  const { definitionsFile, vhost } = given;
  if (definitionsFile !== undefined) {
    sources.push({
      property: "definitionsFile",
      value: definitionsFile,
      isFile: true,
      read: async () => {
        const { text: content, source } = await readFileInput(definitionsFile);
        const wanted = typeof vhost === "string" ? { vhost } : {};
        return ofFile(parseRabbitMqDefinitions(content, { source, vhostSetting, ...wanted }));
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

/** The lists have been checked against their shape, so their values have the types of metadata. */
function pick(given: Properties, names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, given[name]]));
}

/** A file that could not be read. */
class FileError extends RocketMqError {
  override readonly name = "FileError";
  readonly code = "FILE";
}

const startOfPaths = "Relative paths start at the directory of Pulumi.yaml.";

/** Far more than a broker exports: 50,000 queues take 10 MB. */
const maxFileBytes = 100 * 1024 * 1024;

async function readFileInput(input: Properties[string] | undefined): Promise<{ text: string; source: string }> {
  if (input instanceof Asset && input.source === "text") return { text: input.content, source: "the asset" };
  if (input instanceof Asset && input.source === "uri") {
    throw new FileError(
      "Remote assets are not supported. Download the file, and use its path, a FileAsset or a StringAsset.",
    );
  }
  const path = input instanceof Asset ? input.content : String(input);
  const { readFile, stat } = await import("node:fs/promises");
  const { basename, resolve } = await import("node:path");
  const unreadable = (why: string) => new FileError(`Cannot read ${resolve(path)}: ${why}`);
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw unreadable(`it is a directory. ${startOfPaths}`);
    // Opening a pipe would wait for its writer, and /dev/zero never ends.
    if (!found.isFile())
      throw unreadable("it is not a regular file but a pipe, a device or a socket. Save it to a file.");
    if (found.size > maxFileBytes) {
      const megabytes = Math.ceil(found.size / 1024 ** 2);
      throw unreadable(`it has ${megabytes} MiB, and the limit is 100 MiB. Check that it is a broker's export.`);
    }
    return { text: await readFile(path, "utf8"), source: basename(path) };
  } catch (error) {
    if (error instanceof FileError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw unreadable(`${code === "ENOENT" ? "no such file" : code}. ${startOfPaths}`);
  }
}

/** A problem in a list has a path there. Entries of a file are sorted when read, so their index would mean nothing. */
function asProblem({ path, message }: MetadataProblem, source: Source): Problem {
  if (!source.isFile) return { property: path, reason: message };
  return problemAt(source, `${path.replace(/\[\d+\]/g, "")}: ${message}`);
}

/** The engine prints the value of the property of a problem: for an asset, the whole file with its password hashes. */
function problemAt({ property, value }: Source, reason: string): Problem {
  const isText = value instanceof Asset && value.source === "text";
  return isText ? { property: "", reason: `${property}: ${reason}` } : { property, reason };
}
