import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import type { MarkedProperties, Problem, Properties } from "../package/definition/index.ts";
import type { DiffResult } from "../package/definition/resource.ts";
import { send } from "./wire.ts";

/** Checked inputs and their problems. */
export function checkResponse({ inputs, problems }: { inputs: MarkedProperties; problems: readonly Problem[] }) {
  return new providerProto.CheckResponse().setInputs(send(inputs)).setFailuresList(checkFailures(problems));
}

/** Problems as the engine shows them. */
export function checkFailures(problems: readonly Problem[]) {
  return problems.map(({ property, reason }) => {
    const failure = new providerProto.CheckFailure();
    failure.setProperty(property);
    failure.setReason(reason);
    return failure;
  });
}

/** The properties that change, each with the kind of its change. */
export function diffResponse(
  { changed, replaces, deleteBeforeReplace }: DiffResult,
  olds: Properties,
  news: Properties,
) {
  const { DiffChanges } = providerProto.DiffResponse;
  const response = new providerProto.DiffResponse();
  response.setChanges(changed.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
  response.setDiffsList([...changed]);
  response.setReplacesList([...replaces]);
  response.setDeletebeforereplace(deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  for (const property of changed) {
    const difference = propertyDiff(olds[property], news[property], replaces.includes(property));
    response.getDetaileddiffMap().set(property, difference);
  }
  return response;
}

function propertyDiff(before: unknown, after: unknown, isReplaced: boolean) {
  const { Kind } = providerProto.PropertyDiff;
  const difference = new providerProto.PropertyDiff();
  // Neither old nor new inputs have it: an output, which is why the resource is updated although no input has changed.
  const isOutput = before === undefined && after === undefined;
  difference.setInputdiff(!isOutput);
  if (isOutput) difference.setKind(Kind.UPDATE);
  else if (before === undefined) difference.setKind(isReplaced ? Kind.ADD_REPLACE : Kind.ADD);
  else if (after === undefined) difference.setKind(isReplaced ? Kind.DELETE_REPLACE : Kind.DELETE);
  else difference.setKind(isReplaced ? Kind.UPDATE_REPLACE : Kind.UPDATE);
  return difference;
}
