import type { Client } from "../cloud/index.ts";
import type { CallContext } from "./context.ts";
import { optional, type Shape, type Values } from "./definition/index.ts";
import { projectIdText, regionText } from "./locationKinds.ts";

/** Two properties that every function has: they override the provider's configuration for one call. */
export const callOverrides = {
  region: optional(
    regionText,
    "Region to ask, for this call only. Default: the provider's. Refused if the provider has an `endpoint`, to which every call goes.",
  ),
  projectId: optional(projectIdText, "Project to ask, for this call only. Default: the provider's."),
} satisfies Shape;

/** The service in the region and project that a call asks for. */
export function calledClient({ region, projectId }: Values<typeof callOverrides>, context: CallContext): Client {
  return context.client.with({
    ...(region === undefined ? {} : { region }),
    ...(projectId === undefined ? {} : { projectId }),
  });
}
