import { RocketMqError } from "../cloud/errors.ts";
import { version } from "../version.ts";
import type { PackageFunction } from "./definition/function.ts";
import type { PackageResource } from "./definition/resource.ts";
import { functions, resources } from "./index.ts";
import { moduleToken, packageName } from "./packageName.ts";
import { parseUrn } from "./urn.ts";

const offered = { function: functions, resource: resources };

/** The package has no function or resource with this token. */
export class UnknownTokenError extends RocketMqError {
  override readonly name = "UnknownTokenError";
  readonly code = "UNKNOWN_TOKEN";
  readonly token: string;

  constructor(what: "function" | "resource", token: string) {
    super(
      `${packageName} ${version} has no ${what} ${token}. It has ${offered[what].map(({ name }) => name).join(", ")}. ` +
        "Correct the name, or install the version of the plugin that the program's SDK was made for.",
    );
    this.token = token;
  }
}

/**
 * The function with this token, e.g. `huaweicloud-rocketmq:index:getMigrationTasks`.
 * @throws UnknownTokenError if the package has no such function
 */
export function findFunction(token: string): PackageFunction {
  const found = functions.find(({ name }) => token === `${moduleToken}:${name}`);
  if (!found) throw new UnknownTokenError("function", token);
  return found;
}

/**
 * The resource that a URN is of, by its type.
 * @throws UnknownTokenError if the package has no such resource
 */
export function findResource(urn: string): PackageResource {
  const { type } = parseUrn(urn);
  const found = resources.find(({ name }) => type === `${moduleToken}:${name}`);
  if (!found) throw new UnknownTokenError("resource", type);
  return found;
}
