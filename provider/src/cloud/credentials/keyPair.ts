/** What one place calls the two keys, and the token that goes with temporary ones. */
export interface KeyNames {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly securityToken?: string;
}

/** Which of them that place has. */
export type GivenKeys = { readonly [Name in keyof KeyNames]?: boolean };

/** Half of a pair of keys is missing. */
export interface MissingKey {
  readonly missing: "accessKey" | "secretKey";
  readonly message: string;
}

/**
 * Keys must come as a pair from one place, and a token needs a pair. Returns what is missing; undefined if the place has
 * both keys or none.
 * @param place for the message, e.g. ` in the environment`. Default: not named
 */
export function missingKey(names: KeyNames, given: GivenKeys, place = ""): MissingKey | undefined {
  const present = (["accessKey", "secretKey", "securityToken"] as const).find((name) => given[name]);
  if (present === undefined || (given.accessKey && given.secretKey)) return undefined;
  const missing = given.accessKey ? "secretKey" : "accessKey";
  return {
    missing,
    message: `${names[missing]} is missing${place}, although ${names[present]} is set. Set both keys in one place, or neither.`,
  };
}
