import { messageOf } from "../../cloud/thrown.ts";
import { fromWire, InvalidPropertiesError, toWire } from "../../package/definition/index.ts";
import { findFunction } from "../../package/find.ts";
import { moduleToken } from "../../package/packageName.ts";
import { type StackConfig, withSession } from "./session.ts";

/**
 * Calls a function of the package.
 * @param name its name, e.g. `getMigrationTasks`
 * @param secrets names of the secret arguments
 * @returns what the plugin would return
 * @throws Error with the text that Pulumi's SDK gives an error of the plugin. Its cause is the error itself;
 * if an argument was secret, one with the same code and the masked text
 */
export async function callFunction(
  name: string,
  args: object,
  { config, secrets }: { readonly config: StackConfig; readonly secrets: readonly string[] },
): Promise<object> {
  const token = `${moduleToken}:${name}`;
  const received = { properties: fromWire(args).properties, secrets: new Set(secrets) };
  try {
    const result = await withSession(config, (operation) => operation.invoke(findFunction(token), received));
    return toWire(result.properties);
  } catch (error) {
    throw new Error(errorText(token, error), { cause: error });
  }
}

/** As the engine and node_modules/@pulumi/pulumi/runtime/invoke.js word it. */
function errorText(token: string, error: unknown): string {
  if (error instanceof InvalidPropertiesError) {
    const reasons = error.problems.map(({ property, reason }) => `${reason} (${property})`);
    return `Invoke of '${token}' failed: ${reasons.join("; ")}`;
  }
  return `invocation of ${token} returned an error: ${messageOf(error)}`;
}
