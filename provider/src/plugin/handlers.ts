import type grpc from "@grpc/grpc-js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { type Clock, processHostEnvironment, systemClock } from "../cloud/index.ts";
import { PollerRegistry } from "../migration/index.ts";
import { ConfiguredClient } from "../package/configuredClient.ts";
import { InvalidPropertiesError, type Properties } from "../package/definition/index.ts";
import { findFunction, findResource } from "../package/find.ts";
import { maskedCall, maskProblems } from "../package/maskedCall.ts";
import { Operation, type OperationHost } from "../package/operation.ts";
import { checkConfig, secretConfig } from "../package/providerConfig.ts";
import { diffConfig, resolveConfig } from "../package/resolvedConfig.ts";
import { versionWarning } from "../package/versionWarning.ts";
import { version } from "../version.ts";
import { Calls } from "./calls.ts";
import type { EngineLog } from "./engineLog.ts";
import { initialized } from "./failure.ts";
import { checkFailures, checkResponse, diffResponse } from "./responses.ts";
import { receive, send } from "./wire.ts";

/** Answers the engine: every RPC reads its request, calls the package, and writes the response. */
export class Handlers {
  readonly #log: EngineLog;
  readonly #calls: Calls;
  readonly #configuration = new ConfiguredClient();
  readonly #host: OperationHost;
  #operation: Operation;
  readonly #warned = new Set<string>();

  /**
   * @param end called after a cancel, each time no call is running any more
   * @param clock the clock of every wait
   */
  constructor(log: EngineLog, end: () => void, clock: Clock = systemClock) {
    this.#log = log;
    this.#calls = new Calls(log, end);
    const configuration = this.#configuration;
    this.#host = {
      get client() {
        return configuration.client;
      },
      signal: this.#calls.signal,
      clock,
      pollers: new PollerRegistry(clock),
      reportFor: (urn, mask) => log.reportFor(urn, mask),
    };
    this.#operation = new Operation(this.#host);
  }

  /** The RPCs by name, as the gRPC server takes them. */
  readonly table = {
    handshake: this.#answer((request: providerProto.ProviderHandshakeRequest) => {
      if (request.getEngineAddress() !== "") this.#log.connect(request.getEngineAddress());
      return new providerProto.ProviderHandshakeResponse().setAcceptSecrets(true);
    }),

    attach: this.#answer((request: pluginProto.PluginAttach) => {
      this.#log.connect(request.getAddress());
      return new empty.Empty();
    }),

    getPluginInfo: this.#answer(() => new pluginProto.PluginInfo().setVersion(version)),

    getSchema: this.#answer(async () => {
      const { packageSchema } = await import("../package/schema.ts");
      return new providerProto.GetSchemaResponse().setSchema(JSON.stringify(packageSchema()));
    }),

    checkConfig: this.#answer((request: providerProto.CheckRequest) => {
      const { properties: news, secrets } = receive(request.getNews(), secretConfig);
      return maskedCall([{ properties: news, secrets }], (mask) => {
        const { problems, warnings } = checkConfig(ownConfig(news));
        for (const warning of warnings) this.#warnOnce(mask(warning), request.getUrn());
        const skew = versionWarning(news.version);
        if (skew !== undefined) this.#warnOnce(skew, request.getUrn());
        const inputs = {
          properties: resolveConfig(news, process.env),
          secrets: new Set([...secrets, ...secretConfig]),
        };
        return checkResponse({ inputs, problems: maskProblems(problems, mask) });
      });
    }),

    diffConfig: this.#answer((request: providerProto.DiffRequest) => {
      const olds = receive(request.getOldInputs() ?? request.getOlds(), secretConfig);
      const news = receive(request.getNews(), secretConfig);
      return maskedCall([olds, news], async () => {
        const { signal } = this.#calls;
        const changed = await diffConfig(olds.properties, news.properties, processHostEnvironment(), signal);
        // No change of the provider replaces it: that would replace all of its resources.
        return diffResponse({ changed, replaces: [], deleteBeforeReplace: false }, olds.properties, news.properties);
      });
    }),

    configure: this.#answer((request: providerProto.ConfigureRequest) => {
      const config = receive(request.getArgs(), secretConfig);
      return maskedCall([config], (mask) => {
        // An attached plugin serves one operation after another. Each begins with this call.
        this.#operation = new Operation(this.#host);
        this.#configuration.configure(ownConfig(config.properties), (level, text) =>
          level === "warning" ? this.#warnOnce(mask(text), "") : this.#log.debug(mask(text)),
        );
        return new providerProto.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
      });
    }),

    invoke: this.#answer(async (request: providerProto.InvokeRequest) => {
      const called = findFunction(request.getTok());
      const response = new providerProto.InvokeResponse();
      try {
        const result = await this.#operation.invoke(called, receive(request.getArgs()), request.getPreview());
        return response.setReturn(send(result));
      } catch (error) {
        if (!(error instanceof InvalidPropertiesError)) throw error;
        return response.setFailuresList(checkFailures(error.problems));
      }
    }),

    check: this.#answer(async (request: providerProto.CheckRequest) => {
      const urn = request.getUrn();
      const asked = { urn, olds: receive(request.getOlds()), news: receive(request.getNews()) };
      return checkResponse(await this.#operation.check(findResource(urn), asked));
    }),

    diff: this.#answer(async (request: providerProto.DiffRequest) => {
      const urn = request.getUrn();
      const oldInputs = receive(request.getOldInputs() ?? request.getOlds());
      const oldState = receive(request.getOlds());
      const inputs = receive(request.getNews());
      const asked = { urn, id: request.getId(), oldInputs, oldState, inputs };
      const answer = await this.#operation.diff(findResource(urn), asked);
      return diffResponse(answer, oldInputs.properties, inputs.properties);
    }),

    create: this.#answer(async (request: providerProto.CreateRequest) => {
      const resource = findResource(request.getUrn());
      const inputs = receive(request.getProperties());
      const asked = { urn: request.getUrn(), inputs, isPreview: request.getPreview(), ...timeout(request) };
      const created = await initialized(resource, inputs, this.#operation.create(resource, asked));
      return new providerProto.CreateResponse()
        .setId(created.id)
        .setProperties(send(created.state))
        .setRefreshBeforeUpdate(created.readBeforeUpdate);
    }),

    update: this.#answer(async (request: providerProto.UpdateRequest) => {
      const resource = findResource(request.getUrn());
      const inputs = receive(request.getNews());
      const asked = { urn: request.getUrn(), inputs, isPreview: request.getPreview(), ...timeout(request) };
      const old = { id: request.getId(), oldState: receive(request.getOlds()) };
      const updated = await initialized(resource, inputs, this.#operation.update(resource, { ...asked, ...old }));
      return new providerProto.UpdateResponse()
        .setProperties(send(updated.state))
        .setRefreshBeforeUpdate(updated.readBeforeUpdate);
    }),

    read: this.#answer(async (request: providerProto.ReadRequest) => {
      const urn = request.getUrn();
      const known = { inputs: receive(request.getInputs()), state: receive(request.getProperties()) };
      const found = await this.#operation.read(findResource(urn), { urn, id: request.getId(), ...known });
      // A response without an ID says that the resource no longer exists.
      if (!found) return new providerProto.ReadResponse();
      return new providerProto.ReadResponse()
        .setId(found.id)
        .setInputs(send(found.inputs))
        .setProperties(send(found.state))
        .setRefreshBeforeUpdate(found.readBeforeUpdate);
    }),

    delete: this.#answer(async (request: providerProto.DeleteRequest) => {
      const urn = request.getUrn();
      const known = { inputs: receive(request.getOldInputs()), state: receive(request.getProperties()) };
      await this.#operation.delete(findResource(urn), { urn, id: request.getId(), ...known, ...timeout(request) });
      return new empty.Empty();
    }),

    // The engine sends this on Ctrl-C, while calls are running, and also at the end of every quiet operation.
    cancel: this.#answer(() => {
      this.cancel();
      return new empty.Empty();
    }),
  };

  /** Aborted by Cancel. */
  get signal(): AbortSignal {
    return this.#calls.signal;
  }

  /** Does what the engine's Cancel does. */
  cancel(): void {
    this.#calls.cancel();
  }

  #answer<Request, Response>(
    handle: (request: Request) => Promise<Response> | Response,
  ): grpc.handleUnaryCall<Request, Response> {
    return ({ request }, callback) => void this.#calls.answer(() => handle(request), callback);
  }

  /** CheckConfig and Configure both read the configuration, and warn about the same settings. */
  #warnOnce(message: string, urn: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#log.reportFor(urn, (text) => text).warning(message);
  }
}

/** A provider's configuration without what the engine adds. */
function ownConfig(properties: Properties): Properties {
  const { version: _, pluginDownloadURL: __, pluginChecksums: ___, ...own } = properties;
  return own;
}

function timeout(request: { getTimeout(): number }): { timeoutSeconds?: number } {
  const timeoutSeconds = request.getTimeout();
  return timeoutSeconds > 0 ? { timeoutSeconds } : {};
}
