import { CredentialsError } from "../errors.ts";
import type { HostEnvironment } from "../hostEnvironment.ts";
import { asText } from "../json.ts";
import { Credentials } from "./credentials.ts";
import { environmentFamilies } from "./environmentFamilies.ts";
import { missingKey } from "./keyPair.ts";
import type { LookupResult } from "./lookupResult.ts";

/**
 * Searches for keys in environment variables. The first family with a key is used; a later one with other keys is only
 * reported, in a debug message.
 * @throws CredentialsError for half a pair
 */
export function findInEnvironment({ environment, log }: HostEnvironment): LookupResult {
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
    return { notFound: `the environment (${names.join(", or ")})` };
  }
  const { family, accessKey = "", secretKey = "" } = first;
  const half = missingKey(family, { accessKey: accessKey !== "", secretKey: secretKey !== "" }, " in the environment");
  if (half !== undefined) {
    throw new CredentialsError(half.message, [`the environment (${family.accessKey} and ${family.secretKey})`]);
  }
  for (const other of others) {
    if (other.accessKey === accessKey && other.secretKey === secretKey) continue;
    log(
      "debug",
      `${family.accessKey} and ${other.family.accessKey} hold different keys. ` +
        `Using ${family.accessKey} and ${family.secretKey}, which take precedence.`,
    );
  }
  const securityToken = family.securityToken === undefined ? undefined : asText(environment[family.securityToken]);
  return {
    credentials: new Credentials({ accessKey, secretKey, securityToken }, `the environment (${family.accessKey})`),
  };
}
