import { fromWire, InvalidPropertiesError, type Properties, toWire } from "../../package/definition/index.ts";
import { functions, moduleToken } from "../../package/index.ts";
import { maskSecrets } from "../../package/maskSecrets.ts";
import { contextFor } from "./callContext.ts";
import type { StackConfig } from "./session.ts";

/**
 * Calls a function of the package.
 * @param name its name, e.g. `getMigrationTasks`
 * @param call.secrets names of the arguments whose values no message may quote
 * @returns what the plugin would answer
 * @throws Error with the text that Pulumi's SDK gives an error of the plugin; its cause is the error itself, unless that
 *   could quote a secret
 */
export async function invoke(
  name: string,
  args: object,
  call: { config: StackConfig; secrets: readonly string[] },
): Promise<object> {
  const called = functions.find((one) => one.name === name);
  if (!called) throw new Error(`huaweicloud-rocketmq has no function ${name}.`);
  const token = `${moduleToken}:${name}`;
  const { properties } = fromWire(args);
  const secrets = new Set(call.secrets);
  try {
    const answer = await called.invoke(properties, contextFor("", call.config), { secrets });
    return toWire({ ...answer } as Properties);
  } catch (error) {
    const mask = maskSecrets(properties, secrets);
    throw new Error(mask(errorText(token, error)), secrets.size > 0 ? {} : { cause: error });
  }
}

/** As node_modules/@pulumi/pulumi/runtime/invoke.js and the engine put it. */
function errorText(token: string, error: unknown): string {
  if (error instanceof InvalidPropertiesError) {
    const reasons = error.problems.map(({ property, reason }) => `${reason} (${property})`);
    return `Invoke of '${token}' failed: ${reasons.join("; ")}`;
  }
  return `invocation of ${token} returned an error: ${error instanceof Error ? error.message : String(error)}`;
}
