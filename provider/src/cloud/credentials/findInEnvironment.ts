import { CredentialsError } from "../errors.ts";
import { asText } from "../json.ts";
import type { Surroundings } from "../surroundings.ts";
import { Credentials } from "./credentials.ts";
import { environmentFamilies } from "./environmentFamilies.ts";
import type { Finding } from "./finding.ts";

/**
 * Looks in the environment; the first family that is set decides, and a conflict with a later one is named in a debug
 * message. Throws CredentialsError for half a pair.
 */
export function findInEnvironment({ environment, log }: Surroundings): Finding {
  const pairs = environmentFamilies
    .map((family) => ({
      family,
      accessKey: asText(environment[family.accessKey]),
      secretKey: asText(environment[family.secretKey]),
    }))
    .filter(({ accessKey, secretKey }) => accessKey || secretKey);
  const [first, ...others] = pairs;
  if (first === undefined) {
    const names = environmentFamilies.map(({ accessKey, secretKey }) => `${accessKey} and ${secretKey}`);
    return { nothing: `the environment (${names.join(", or ")})` };
  }
  const { family, accessKey, secretKey } = first;
  if (!accessKey || !secretKey) {
    const [missing, given] = accessKey ? [family.secretKey, family.accessKey] : [family.accessKey, family.secretKey];
    throw new CredentialsError(
      `The environment variable ${missing} is missing, although ${given} is set. Access keys come as a pair from one ` +
        `place: set both variables, or neither.`,
      [`the environment (${family.accessKey} and ${family.secretKey})`],
    );
  }
  for (const other of others) {
    if (other.accessKey === accessKey && other.secretKey === secretKey) continue;
    log(
      "debug",
      `The environment has different keys in ${family.accessKey} and ${other.family.accessKey}; ` +
        `those of ${family.accessKey} and ${family.secretKey} are used, since they come first.`,
    );
  }
  const securityToken = family.securityToken === undefined ? undefined : asText(environment[family.securityToken]);
  return {
    credentials: new Credentials({ accessKey, secretKey, securityToken }, `the environment (${family.accessKey})`),
  };
}
