import { endpointFault, holdsPassword, regionPattern } from "../cloud/index.ts";
import { text } from "./definition/index.ts";
import { type Kind, refuse } from "./definition/kind.ts";

/** Kinds of values that say where requests go; the cloud layer decides what is well-formed, so that both always agree. */

export const regionText = text({ pattern: regionPattern, allowed: "a region like cn-north-4" });

export const endpointUrl: Kind<string> = {
  spec: () => ({ type: "string" }),
  read(value, place) {
    const allowed = "a URL like https://dms.cn-north-4.myhuaweicloud.com";
    if (typeof value !== "string") return refuse(value, place, allowed);
    const fault = endpointFault(value);
    if (fault === undefined) return value;
    if (!holdsPassword(value)) return refuse(value, place, allowed);
    // Told without its place: the engine prints the value of the property that a problem is attached to.
    place.problems.add("", `${place.path}: Must be ${allowed}, but ${fault} (not shown). Set accessKey and secretKey.`);
    return undefined;
  },
};
