import { RocketMqError, type ServiceLocation, sameEndpoint } from "../../cloud/index.ts";
import type { CallContext } from "../context.ts";
import { optional, type Properties, required, text } from "../definition/index.ts";

/** Where a task lives: what state keeps of it, as it was resolved when the task was submitted, found or imported. */
export const locationShape = {
  region: optional(text(), "Region that the task is in. Left out when the provider has an endpoint, but no region."),
  projectId: required(text(), "ID of the project that the task is in."),
  endpoint: required(text(), "URL of the service that the task is at."),
};

/** The task is in another project or region than the provider is configured for now. */
export class OtherLocationError extends RocketMqError {
  override readonly name = "OtherLocationError";
  readonly code = "OTHER_LOCATION";
  /** True if the provider's configuration says so; false if the environment does. */
  readonly isConfigured: boolean;

  constructor(message: string, isConfigured: boolean) {
    super(message);
    this.isConfigured = isConfigured;
  }
}

/** Where calls go now. */
export interface CheckedLocation {
  readonly outputs: { region?: string; projectId: string; endpoint: string };
  /** True if the endpoint is another URL than the one in the state: "not found" there proves nothing. */
  readonly isOtherEndpoint: boolean;
}

/**
 * Looks up where calls go, and compares it with where the state says that the task is.
 * @param kept the task's outputs in the state; empty for a task that is not in it yet
 * @throws OtherLocationError if the task is in another project or region
 */
export async function checkLocation(id: string, kept: Properties, context: CallContext): Promise<CheckedLocation> {
  const here = await context.client.location(context.signal);
  const there = { region: textOf(kept.region), projectId: textOf(kept.projectId), endpoint: textOf(kept.endpoint) };
  const isOtherProject = differs(there.projectId, here.projectId);
  if (isOtherProject || differs(there.region, here.region)) {
    throw new OtherLocationError(
      `Migration task ${id} is in project ${placeText(there)}, but the provider is configured for project ${placeText(here)}. ` +
        "Nothing was changed. Check projectId and region in the provider's configuration, HW_PROJECT_ID, HW_REGION_NAME " +
        "and the profile: they must name the project that the task is in.",
      isOtherProject ? here.configured.projectId : here.configured.region,
    );
  }
  return {
    outputs: outputsOf(here),
    isOtherEndpoint: there.endpoint !== undefined && !sameEndpoint(there.endpoint, here.endpoint),
  };
}

/** @throws OtherLocationError that says why a task that is not found cannot be taken for gone */
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
