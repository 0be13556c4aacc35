import { asError, type Client, ConfigurationError, createClient, processHostEnvironment } from "../cloud/index.ts";
import { InvalidPropertiesError, type Properties } from "./definition/index.ts";
import { packageName } from "./packageName.ts";
import { readConfig } from "./resolvedConfig.ts";

/**
 * The client that the engine's Configure call sets up.
 * A wrong configuration is reported only when a function or resource needs the client: the engine ignores the error of a
 * provider that nothing uses yet (https://github.com/pulumi/pulumi/issues/13130).
 */
export class ConfiguredClient {
  #state: { client: Client } | { error: Error } | undefined;

  /** @param log receives the client's messages */
  configure(properties: Properties, log: (level: "debug" | "warning", message: string) => void): void {
    try {
      const host = processHostEnvironment();
      const { settings, environment } = readConfig(properties, host.environment);
      this.#state = { client: createClient(settings, { ...host, environment, log }) };
    } catch (error) {
      if (!(error instanceof InvalidPropertiesError)) {
        this.#state = { error: asError(error) };
        return;
      }
      const [problem] = error.problems;
      this.#state = { error: new ConfigurationError(problem?.property ?? "", error.message) };
    }
  }

  /** @throws ConfigurationError if the configuration is wrong, or if there was none */
  get client(): Client {
    if (this.#state === undefined) {
      throw new ConfigurationError(
        "",
        `The provider ${packageName} was used before it was configured: Pulumi has sent no Configure call. This is a bug in Pulumi or the plugin: please report it.`,
      );
    }
    if ("error" in this.#state) throw this.#state.error;
    return this.#state.client;
  }
}
