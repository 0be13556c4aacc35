import { describeNotMigrated, listsOfKind, type NotMigrated } from "../../migration/index.ts";
import { cannotRequire } from "../cannotRequire.ts";
import { hasUnknown, type Problem, type Properties, sameValue, unknown } from "../definition/index.ts";
import { type CheckRequest, type CheckResult, properties } from "../definition/resource.ts";
import { readMetadata } from "../metadataSource.ts";
import { PlannedTasks } from "../plannedTasks.ts";
import { listNames, listsAmong, listsOf, metadataOf } from "./metadataLists.ts";
import { generatedNames } from "./names.ts";
import { settings } from "./shapes.ts";
import { resourceText, takenNameText } from "./takenName.ts";
import { taskMemory } from "./taskMemory.ts";

/** Reads the given metadata, and claims the task's name for the resource. */
export async function checkTask(request: CheckRequest): Promise<CheckResult> {
  const given = withoutNulls(request.news);
  const isSetting = ([name]: [string, unknown]) => Object.hasOwn(settings, name);
  const own: Properties = Object.fromEntries(Object.entries(given).filter(isSetting));
  const sources: Properties = Object.fromEntries(Object.entries(given).filter((entry) => !isSetting(entry)));
  const { instanceId, strict } = own;
  taskMemory(request).noteChecked(request.urn);
  if (request.olds === undefined && typeof instanceId === "string")
    request.memory.part(PlannedTasks).planTaskOn(instanceId);

  const metadata = await metadataInputs(request, strict === true, sources);
  if ("problems" in metadata) return { inputs: given, problems: metadata.problems };
  const inputs = { ...own, ...metadata.inputs };
  return { inputs, problems: [...metadata.strictProblems, ...verifyProblems(inputs), ...claimName(request, inputs)] };
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

type MetadataInputs = { inputs: Properties; strictProblems: Problem[] } | { problems: readonly Problem[] };

async function metadataInputs(
  { olds = {} }: CheckRequest,
  isStrict: boolean,
  sources: Properties,
): Promise<MetadataInputs> {
  if (Object.values(sources).some(hasUnknown)) return { inputs: withUnknownLists(sources), strictProblems: [] };

  const { vhost: _, ...withoutVhost } = sources;
  const oldLists = listsAmong(olds);
  const isIgnored = Object.keys(withoutVhost).length === 0;
  // With `ignoreChanges` the engine passes the old checked inputs, which have a file's lists instead of the file.
  const isKept = Object.keys(oldLists).length > 0 && (isIgnored || sameValue(withoutVhost, oldLists));
  if (isKept) return { inputs: properties({ ...oldLists, notMigrated: olds.notMigrated }), strictProblems: [] };

  const sourced = await readMetadata(sources);
  if ("problems" in sourced) return sourced;
  const { notMigrated } = sourced;
  return {
    inputs: properties({ ...listsOf(sourced.metadata), notMigrated }),
    strictProblems: strictProblems(isStrict, notMigrated ?? []),
  };
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

function strictProblems(isStrict: boolean, notMigrated: readonly NotMigrated[]): Problem[] {
  if (!isStrict || notMigrated.length === 0) return [];
  const reason = `${describeNotMigrated(notMigrated)}\nThis is an error because strict is true. Remove it from the file, or set strict to false to migrate without it.`;
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
    ? generatedNames({ urn, instanceId, metadata: metadataOf(inputs), triggers }).of(1)
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
