import { describeNotMigrated, listsOfKind, type NotMigrated } from "../../migration/index.ts";
import { cannotRequire } from "../cannotRequire.ts";
import { hasUnknown, type Problem, type Properties, sameValue, unknown } from "../definition/index.ts";
import { type CheckRequest, type CheckResult, properties } from "../definition/resource.ts";
import { readMetadata } from "../metadataSource.ts";
import { PlannedTasks } from "../plannedTasks.ts";
import { listNames, listsAmong, listsOf, metadataOf } from "./metadataLists.ts";
import { generatedNames, resourceNaming } from "./names.ts";
import { settings } from "./shapes.ts";
import { resourceText, takenNameText } from "./takenName.ts";
import { taskMemory } from "./taskMemory.ts";

/** Reads the given metadata, and claims the task's name for the resource. */
export async function checkTask(request: CheckRequest): Promise<CheckResult> {
  const { urn, olds } = request;
  const given = withoutNulls(request.news);
  const { instanceId } = given;
  taskMemory(request).noteChecked(urn);
  if (olds === undefined && typeof instanceId === "string") request.memory.part(PlannedTasks).planTaskOn(instanceId);
  const { inputs, problems } = await migrationInputs(given, { olds });
  if (!inputs) return { inputs: given, problems };
  return { inputs, problems: [...problems, ...claimName(request, inputs)] };
}

/** What becomes of the given inputs. */
interface MigrationInputs {
  /** The checked inputs; undefined if the metadata is wrong, or cannot be read. */
  readonly inputs?: Properties;
  readonly problems: readonly Problem[];
}

/**
 * Reads the metadata that the inputs give, from files too, and checks what depends on its kind.
 * @param given the inputs, defaults filled in
 * @param options.olds the checked inputs of the last update. Default: none
 * @param options.call what the reader calls an input. Default: its own name
 */
export async function migrationInputs(given: Properties, options: InputsOptions = {}): Promise<MigrationInputs> {
  const read = await metadataInputs(given, options);
  return read.inputs ? { ...read, problems: [...read.problems, ...verifyProblems(read.inputs)] } : read;
}

interface InputsOptions {
  readonly olds?: Properties | undefined;
  readonly call?: (name: string) => string;
}

async function metadataInputs(
  given: Properties,
  { olds = {}, call = (name) => name }: InputsOptions,
): Promise<MigrationInputs> {
  const isSetting = ([name]: [string, unknown]) => Object.hasOwn(settings, name);
  const own = Object.fromEntries(Object.entries(given).filter(isSetting));
  const sources = Object.fromEntries(Object.entries(given).filter((entry) => !isSetting(entry)));
  if (Object.values(sources).some(hasUnknown)) {
    return { inputs: { ...own, ...withUnknownLists(sources) }, problems: [] };
  }

  const { vhost: _, ...withoutVhost } = sources;
  const oldLists = listsAmong(olds);
  const isIgnored = Object.keys(withoutVhost).length === 0;
  // With `ignoreChanges` the engine passes the old checked inputs, which have a file's lists instead of the file.
  const isKept = Object.keys(oldLists).length > 0 && (isIgnored || sameValue(withoutVhost, oldLists));
  if (isKept)
    return { inputs: { ...own, ...properties({ ...oldLists, notMigrated: olds.notMigrated }) }, problems: [] };

  const sourced = await readMetadata(sources, call);
  if ("problems" in sourced) return sourced;
  const { notMigrated } = sourced;
  return {
    inputs: { ...own, ...properties({ ...listsOf(sourced.metadata), notMigrated }) },
    problems: own.strict === true ? strictProblems(notMigrated ?? [], call("strict")) : [],
  };
}

/** What cannot be verified must not pass silently. */
function verifyProblems(inputs: Properties): Problem[] {
  if (inputs.verify !== "require") return [];
  if (listsOfKind.rabbitToRocket.some((name) => inputs[name] !== undefined)) return [cannotRequire];
  if (inputs.waitForCompletion !== false) return [];
  const reason =
    "Cannot be `require` if waitForCompletion is false: only a finished migration can be verified. Set waitForCompletion to true.";
  return [{ property: "verify", reason }];
}

/** For a preview with unknown sources: an unknown file leaves the lists of its kind unknown. */
function withUnknownLists(sources: Properties): Properties {
  const lists: Record<string, Properties[string]> = { ...listsAmong(sources) };
  const setUnknown = (...names: string[]) => {
    for (const name of names) lists[name] = unknown;
  };
  if (sources.definitionsFile !== undefined || sources.vhost !== undefined) {
    setUnknown("vhosts", "queues", "exchanges", "bindings");
  }
  if (["metadataFile", "topicsFile", "subscriptionGroupFile"].some((name) => sources[name] !== undefined)) {
    setUnknown("topics", "consumerGroups");
  }
  return lists;
}

function strictProblems(notMigrated: readonly NotMigrated[], strict: string): Problem[] {
  if (notMigrated.length === 0) return [];
  const reason = `${describeNotMigrated(notMigrated)}\n${strict} makes this an error. Remove it from the file, or drop ${strict} to migrate without it.`;
  return [{ property: "strict", reason }];
}

/** A task's name belongs to one resource of a program: two resources with one task would delete each other's record. */
function claimName(request: CheckRequest, inputs: Properties): Problem[] {
  const { urn } = request;
  const { instanceId, name, triggers } = inputs;
  if (typeof instanceId !== "string") return [];
  const isGenerated = name === undefined;
  if (isGenerated && [...listNames, "triggers"].some((each) => hasUnknown(inputs[each]))) return [];
  const claimed = isGenerated
    ? generatedNames({ ...resourceNaming(urn), instanceId, metadata: metadataOf(inputs), triggers }).of(1)
    : name;
  if (typeof claimed !== "string") return [];
  const owner = taskMemory(request).claimName(instanceId, claimed, urn);
  if (owner === urn) return [];
  return [
    isGenerated
      ? {
          property: "",
          reason: `The ${resourceText(owner)} already migrates the same metadata to instance ${instanceId}. Remove one of the two.`,
        }
      : { property: "name", reason: takenNameText(claimed, owner) },
  ];
}

function withoutNulls(given: Properties): Properties {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}
