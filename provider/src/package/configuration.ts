import { type Client, ConfigurationError, createClient, processSurroundings } from "../cloud/index.ts";
import { InvalidPropertiesError, type Properties } from "./definition/index.ts";
import { readConfig } from "./resolvedConfig.ts";

/**
 * The provider's configuration, as Configure gave it.
 * A wrong one is kept and told when a function or resource is used: the engine ignores the error of a provider that
 * nothing uses yet (https://github.com/pulumi/pulumi/issues/13130).
 */
export class Configuration {
  #state: { client: Client } | { error: Error } | undefined;

  /** @param log where the client's messages go */
  configure(properties: Properties, log: (level: "debug" | "warning", message: string) => void): void {
    try {
      const surroundings = processSurroundings();
      const { settings, environment } = readConfig(properties, surroundings.environment);
      this.#state = { client: createClient(settings, { ...surroundings, environment, log }) };
    } catch (error) {
      if (!(error instanceof InvalidPropertiesError)) {
        this.#state = { error: error instanceof Error ? error : new Error(String(error)) };
        return;
      }
      const [problem] = error.problems;
      this.#state = { error: new ConfigurationError(problem?.property ?? "", error.message) };
    }
  }

  /** @throws ConfigurationError if the configuration is wrong, or was never given */
  get client(): Client {
    if (this.#state === undefined) {
      throw new ConfigurationError("", "The provider huaweicloud-rocketmq was used before it was configured.");
    }
    if ("error" in this.#state) throw this.#state.error;
    return this.#state.client;
  }
}
