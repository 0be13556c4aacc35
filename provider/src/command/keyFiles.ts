import { readFileSync, statSync } from "node:fs";
import { ConfigurationError, type KeySource, messageOf } from "../cloud/index.ts";

/** What the command line says about keys. Only the access key, which is no secret, can be on it. */
export interface KeyOptions {
  readonly accessKey?: string;
  readonly accessKeyFile?: string;
  readonly secretKeyFile?: string;
  readonly securityTokenFile?: string;
}

/**
 * The keys that the command line gives. Whoever replaces the files replaces the keys of a running command.
 * @returns undefined if it gives none
 * @throws ConfigurationError if it gives half a pair, or a file cannot be read
 */
export function keysOf(options: KeyOptions): KeySource | undefined {
  const { accessKey, accessKeyFile, secretKeyFile, securityTokenFile } = options;
  const given = [accessKey, accessKeyFile, secretKeyFile, securityTokenFile].filter((option) => option !== undefined);
  if (given.length === 0) return undefined;
  if (accessKey !== undefined && accessKeyFile !== undefined) {
    throw new ConfigurationError("", "--access-key and --access-key-file cannot be combined.");
  }
  const readAccessKey = accessKey === undefined ? secretFile("--access-key-file", accessKeyFile) : () => accessKey;
  const readSecretKey = secretFile("--secret-key-file", secretKeyFile);
  const readToken = secretFile("--security-token-file", securityTokenFile);
  const accessOption = accessKeyFile === undefined ? "--access-key" : "--access-key-file";
  if (!readAccessKey || !readSecretKey) {
    throw new ConfigurationError("", `${accessOption} and --secret-key-file belong together: give both, or neither.`);
  }
  const source = {
    place: `the command line (${accessOption}, --secret-key-file)`,
    read: () => ({ accessKey: readAccessKey(), secretKey: readSecretKey(), securityToken: readToken?.() }),
  };
  source.read();
  return source;
}

/** Reads a file that contains a secret and nothing else, as it is at each call; undefined without a file. */
function secretFile(option: string, file: string | undefined): (() => string) | undefined {
  if (file === undefined) return undefined;
  let kept: string | undefined;
  return () => {
    if (kept !== undefined) return kept;
    const secret = readSecret(option, file);
    // A pipe, such as bash's <(…), can be read only once.
    if (!isRegular(file)) kept = secret;
    return secret;
  };
}

function readSecret(option: string, file: string): string {
  try {
    const secret = readFileSync(file, "utf8").trim();
    if (secret !== "") return secret;
  } catch (error) {
    throw new ConfigurationError("", `${option}: Cannot read ${file}: ${messageOf(error)}.`);
  }
  throw new ConfigurationError("", `${option}: ${file} is empty.`);
}

function isRegular(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() !== false;
}
