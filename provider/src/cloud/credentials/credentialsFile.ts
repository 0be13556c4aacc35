import { join } from "node:path";
import { CredentialsError } from "../errors.ts";
import { asText } from "../json.ts";
import type { Surroundings } from "../surroundings.ts";
import { Credentials } from "./credentials.ts";
import type { Finding } from "./finding.ts";
import { readAgainSoon, readOptionalFile, showPath } from "./readOptionalFile.ts";

/**
 * Looks in the official SDKs' credentials file, `~/.huaweicloud/credentials` or what `HUAWEICLOUD_SDK_CREDENTIALS_FILE`
 * names. Throws CredentialsError for half a pair.
 */
export async function findInCredentialsFile(surroundings: Surroundings): Promise<Finding> {
  const { environment, homeFolder } = surroundings;
  const asked = asText(environment.HUAWEICLOUD_SDK_CREDENTIALS_FILE);
  const path = asked?.replace(/^~(?=\/)/, homeFolder) ?? join(homeFolder, ".huaweicloud", "credentials");
  const shown = showPath(path, homeFolder);
  const file = await readOptionalFile(path);
  if ("problem" in file) return { nothing: `${shown} (${file.problem})` };
  const place = `section [basic] of ${shown}`;
  const values = readSection(file.text, "basic");
  const accessKey = asText(values.get("ak"));
  const secretKey = asText(values.get("sk"));
  const securityToken = asText(values.get("security_token"));
  if (!accessKey && !secretKey) return { nothing: `${place} (no ak and sk in it)` };
  if (!accessKey || !secretKey) {
    const [missing, given] = accessKey ? ["sk", "ak"] : ["ak", "sk"];
    throw new CredentialsError(`${missing} is missing in ${place}, although ${given} is there. Set both.`, [place]);
  }
  const projectId = asText(values.get("project_id"));
  return {
    credentials: new Credentials({ accessKey, secretKey, securityToken }, place, {
      readAgainAt: securityToken ? readAgainSoon(surroundings.now()) : undefined,
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
