import { createHash } from "node:crypto";
import type { ClientSettings } from "./clientSettings.ts";
import { environmentFamilies } from "./credentials/environmentFamilies.ts";
import { type Environment, readVariable, variableNames, variables } from "./environment.ts";
import { asText } from "./json.ts";
import type { Overrides } from "./location/locate.ts";

/**
 * A text that is the same for clients with the same settings, overrides and environment: they reach the same service and project
 * with the same keys. Hashed, because the access key is part of it; secret keys and tokens are not.
 */
export function identify(settings: ClientSettings, overrides: Overrides, environment: Environment): string {
  const { secretKey, securityToken, keySource, ...open } = settings;
  const keyVariables = environmentFamilies.flatMap(({ accessKey, projectId }) => [accessKey, projectId ?? ""]);
  const names = new Set([...keyVariables, ...variableNames(environment)]);
  const parts = [
    Object.entries({ ...open, keySource: keySource?.place, ...overrides }).sort(([one], [other]) =>
      one < other ? -1 : 1,
    ),
    [...names].sort().map((name) => environment[name] ?? null),
  ];
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
  const region =
    asText(overrides.region) ?? asText(settings.region) ?? readVariable(environment, variables.region) ?? "";
  return `${asText(settings.endpoint) ?? region}#${digest}`;
}
