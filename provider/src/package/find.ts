import { RocketMqError } from "../cloud/errors.ts";
import type { PackageFunction } from "./definition/function.ts";
import type { PackageResource } from "./definition/resource.ts";
import { functions, moduleToken, packageName, resources } from "./index.ts";
import { parseUrn } from "./urn.ts";

/** The package has no function or resource with this token. */
export class UnknownTokenError extends RocketMqError {
  override readonly name = "UnknownTokenError";
  readonly code = "UNKNOWN_TOKEN";
  readonly token: string;

  constructor(what: "function" | "resource", token: string) {
    super(`${packageName} has no ${what} ${token}.`);
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
