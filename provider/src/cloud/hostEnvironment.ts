import { homedir } from "node:os";
import { type Clock, systemClock } from "./clock.ts";
import type { Environment } from "./environment.ts";
import { providerTerms, type SettingTerms } from "./settingTerms.ts";

/** Everything the cloud layer takes from its host process, so that tests need no real clock and no real home folder. */
export interface HostEnvironment {
  /** Environment variables by name. */
  environment: Environment;
  /** Holds `.hcloud` and `.huaweicloud`. */
  homeFolder: string;
  clock: Clock;
  /** What messages call the settings. */
  terms: SettingTerms;
  log(level: "debug" | "warning", message: string): void;
  /** URL of the ECS metadata service. Default: the link-local address that is the same on every ECS. */
  ecsMetadataUrl?: string;
}

/** This process. Debug messages are dropped, warnings go to standard error. */
export function processHostEnvironment(): HostEnvironment {
  return {
    environment: process.env,
    homeFolder: homedir(),
    clock: systemClock,
    terms: providerTerms,
    log: (level, message) => {
      if (level === "warning") process.stderr.write(`warning: ${message}\n`);
    },
  };
}
