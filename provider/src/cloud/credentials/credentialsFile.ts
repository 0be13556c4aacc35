import { join } from "node:path";
import { readVariable, variables } from "../environment.ts";
import { CredentialsError } from "../errors.ts";
import type { HostEnvironment } from "../hostEnvironment.ts";
import { asText } from "../json.ts";
import { Credentials } from "./credentials.ts";
import { expandHome, showPath } from "./homePath.ts";
import { missingKey } from "./keyPair.ts";
import type { LookupResult } from "./lookupResult.ts";
import { inOneMinute, readOptionalFile } from "./readOptionalFile.ts";

const keyNames = { accessKey: "ak", secretKey: "sk" };

/**
 * Searches for keys in the official SDKs' credentials file: `~/.huaweicloud/credentials`, or the file that
 * `HUAWEICLOUD_SDK_CREDENTIALS_FILE` names.
 * @throws CredentialsError for half a pair
 */
export async function findInCredentialsFile(host: HostEnvironment): Promise<LookupResult> {
  const { environment, homeFolder } = host;
  const asked = readVariable(environment, variables.credentialsFile);
  const path = asked === undefined ? join(homeFolder, ".huaweicloud", "credentials") : expandHome(asked, homeFolder);
  const shown = showPath(path, homeFolder);
  const file = await readOptionalFile(path);
  if ("problem" in file) return { notFound: `${shown} (${file.problem})` };
  const place = `section [basic] of ${shown}`;
  const values = readSection(file.text, "basic");
  const accessKey = asText(values.get("ak")) ?? "";
  const secretKey = asText(values.get("sk")) ?? "";
  const securityToken = asText(values.get("security_token"));
  if (!accessKey && !secretKey) return { notFound: `${place} (no ak and sk)` };
  const half = missingKey(keyNames, { accessKey: accessKey !== "", secretKey: secretKey !== "" }, ` in ${place}`);
  if (half !== undefined) throw new CredentialsError(half.message, [place]);
  const projectId = asText(values.get("project_id"));
  return {
    credentials: new Credentials({ accessKey, secretKey, securityToken }, place, {
      renewAt: securityToken ? inOneMinute(host.clock) : undefined,
      project: projectId === undefined ? undefined : { id: projectId, region: undefined },
    }),
  };
}

/** The `name = value` lines of one section of an INI file. */
function readSection(text: string, wanted: string): Map<string, string> {
  const values = new Map<string, string>();
  let section = "";
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[(.+?)\]\s*$/.exec(line)?.[1];
    if (header !== undefined) section = header.trim();
    const [, name, value] = /^\s*([^#;=\s]+)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (section === wanted && name !== undefined && value !== undefined) values.set(name.toLowerCase(), value.trim());
  }
  return values;
}
