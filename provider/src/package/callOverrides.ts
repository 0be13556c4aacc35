import type { Client } from "../cloud/index.ts";
import type { CallContext } from "./context.ts";
import { optional, type Shape, type Values } from "./definition/index.ts";
import { projectIdText, regionText } from "./locationKinds.ts";

/** Two arguments that every function has. They override the provider's configuration for one call. */
export const callOverrides = {
  region: optional(
    regionText,
    "Region of the instance, for this call only. Default: the provider's. Refused if the provider has an `endpoint`, because all calls go there.",
  ),
  projectId: optional(projectIdText, "ID of the instance's project, for this call only. Default: the provider's."),
} satisfies Shape;

/** The service in the region and project of a call. */
export function calledClient({ region, projectId }: Values<typeof callOverrides>, context: CallContext): Client {
  return context.client.with({
    ...(region === undefined ? {} : { region }),
    ...(projectId === undefined ? {} : { projectId }),
  });
}
