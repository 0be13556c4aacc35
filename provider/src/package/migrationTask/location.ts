import { type ServiceLocation, sameEndpoint, variables } from "../../cloud/index.ts";
import type { CallContext } from "../context.ts";
import { optional, type Properties, required, text } from "../definition/index.ts";
import { OtherLocationError } from "./errors.ts";

/** Where a task is: state keeps it as it was resolved when the task was submitted, found or imported. */
export const locationShape = {
  region: optional(text(), "Region that the task is in. Absent if the provider has an endpoint, but no region."),
  projectId: required(text(), "ID of the project that the task is in."),
  endpoint: required(text(), "URL of the service that has the task."),
};

/** Where calls go now. */
export interface CheckedLocation {
  readonly outputs: { region?: string; projectId: string; endpoint: string };
  /** True if the endpoint differs from the one in state: then "not found" proves nothing. */
  readonly isOtherEndpoint: boolean;
}

/**
 * Looks up where calls go now, and compares it with where state says the task is.
 * @param kept the task's outputs in state; empty for a task that is not in state yet
 * @throws OtherLocationError if the task is in another project or region
 */
export async function checkLocation(id: string, kept: Properties, context: CallContext): Promise<CheckedLocation> {
  const here = await context.client.location(context.signal);
  const there = { region: textOf(kept.region), projectId: textOf(kept.projectId), endpoint: textOf(kept.endpoint) };
  const isOtherProject = differs(there.projectId, here.projectId);
  if (isOtherProject || differs(there.region, here.region)) {
    throw new OtherLocationError(
      `Migration task ${id} is in project ${placeText(there)}, but the provider is configured for project ${placeText(here)}. ` +
        "Nothing was changed. Check projectId and region in the provider's configuration, HW_PROJECT_ID, " +
        `${variables.region.name} and the profile: they must name the project that the task is in.`,
      isOtherProject ? here.configured.projectId : here.configured.region,
    );
  }
  return {
    outputs: outputsOf(here),
    isOtherEndpoint: there.endpoint !== undefined && !sameEndpoint(there.endpoint, here.endpoint),
  };
}

/** @throws OtherLocationError if the task was submitted at another endpoint, so that "not found" does not mean that it is gone */
export function refuseOtherEndpoint(id: string, kept: Properties, location: CheckedLocation): void {
  if (!location.isOtherEndpoint) return;
  throw new OtherLocationError(
    `Migration task ${id} was not found at ${location.outputs.endpoint}. It was submitted at ${textOf(kept.endpoint)}, so this does not show that it is gone. ` +
      "Set endpoint to that URL. If that service no longer exists, remove the resource from state with `pulumi state delete`.",
    false,
  );
}

function differs(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

function outputsOf({ region, projectId, endpoint }: ServiceLocation): CheckedLocation["outputs"] {
  return { ...(region === undefined ? {} : { region }), projectId, endpoint };
}

function placeText({ region, projectId }: { region: string | undefined; projectId: string | undefined }): string {
  return region === undefined ? `${projectId}` : `${projectId} (region ${region})`;
}

function textOf(value: Properties[string] | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
