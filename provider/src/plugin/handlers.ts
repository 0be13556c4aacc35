import type grpc from "@grpc/grpc-js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { processHostEnvironment } from "../cloud/index.ts";
import { WatchRegistry } from "../migration/index.ts";
import { ConfiguredClient } from "../package/configuredClient.ts";
import type { CallContext } from "../package/context.ts";
import {
  InvalidPropertiesError,
  type Problem,
  type Properties,
  withNestedPlacesInWords,
  withoutSecretPlaces,
} from "../package/definition/index.ts";
import { type DiffAnswer, InitializationError, type PackageResource } from "../package/definition/resource.ts";
import { functions, moduleToken, resources } from "../package/index.ts";
import { OperationMemory } from "../package/operationMemory.ts";
import { checkConfig, secretConfig } from "../package/providerConfig.ts";
import { diffConfig, resolveConfig } from "../package/resolvedConfig.ts";
import { version } from "../version.ts";
import { Call } from "./call.ts";
import type { EngineLog } from "./engineLog.ts";
import { failure, initializationFailure, unknownCall } from "./failure.ts";
import { send } from "./wire.ts";

const functionsByToken = new Map(functions.map((one) => [`${moduleToken}:${one.name}`, one]));
const resourcesByToken = new Map(resources.map((one) => [`${moduleToken}:${one.name}`, one]));

/** One RPC: a request in, a response out; what it throws becomes a gRPC status. */
type Handler<Request, Response> = (request: Request, call: Call) => Promise<Response> | Response;

/** What answers the engine: every RPC looks up what is meant, delegates to the package, and writes the answer. */
export class Handlers {
  readonly #log: EngineLog;
  readonly #cancel = new AbortController();
  readonly #configuration = new ConfiguredClient();
  readonly #watches: WatchRegistry;
  #memory = new OperationMemory();
  readonly #end: () => void;
  readonly #told = new Set<string>();
  #underWay = 0;

  /**
   * @param end called after a cancel, each time that no answer is under way any more
   * @param watches the pollers, and the clock of every wait
   */
  constructor(log: EngineLog, end: () => void, watches = new WatchRegistry()) {
    this.#log = log;
    this.#end = end;
    this.#watches = watches;
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

    checkConfig: this.#answer((request: providerProto.CheckRequest, call: Call) => {
      const { properties, secrets } = call.receive(request.getNews(), secretConfig);
      const { problems, warnings } = checkConfig(ownConfig(properties));
      for (const warning of warnings) this.#warnOnce(warning, request.getUrn(), call);
      const kept = new Set([...secrets, ...secretConfig]);
      const inputs = resolveConfig(properties, process.env);
      return new providerProto.CheckResponse().setInputs(send(inputs, kept)).setFailuresList(failures(problems, call));
    }),

    diffConfig: this.#answer(async (request: providerProto.DiffRequest, call: Call) => {
      const olds = call.receive(request.getOldInputs() ?? request.getOlds(), secretConfig).properties;
      const news = call.receive(request.getNews(), secretConfig).properties;
      // A change of the provider replaces nothing: with another provider, all it holds would be made again.
      const changed = await diffConfig(olds, news, processHostEnvironment(), this.#cancel.signal);
      return diffResponse({ changed, replaces: [], deleteBeforeReplace: false }, olds, news);
    }),

    configure: this.#answer((request: providerProto.ConfigureRequest, call: Call) => {
      const log = (level: "debug" | "warning", message: string) =>
        level === "warning" ? this.#warnOnce(message, "", call) : this.#log.debug(message);
      // A plugin that is attached to serves one operation after another, and each begins with this call.
      this.#memory = new OperationMemory();
      this.#configuration.configure(ownConfig(call.receive(request.getArgs(), secretConfig).properties), log);
      return new providerProto.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),

    invoke: this.#answer(async (request: providerProto.InvokeRequest, call: Call) => {
      const called = functionsByToken.get(request.getTok());
      if (!called) throw unknownCall(`huaweicloud-rocketmq has no function ${request.getTok()}.`);
      const { properties, secrets } = call.receive(request.getArgs());
      const response = new providerProto.InvokeResponse();
      try {
        const result = await called.invoke(properties, this.#context("", secrets, call), {
          preview: request.getPreview(),
          secrets,
        });
        // A result that is not known yet is an empty one: the engine gives that, too, and refuses unknown values in it.
        const answer = { ...result } as Properties;
        // What was found out with a secret is a secret.
        return response.setReturn(send(answer, secrets.size > 0 ? new Set(Object.keys(answer)) : new Set()));
      } catch (error) {
        if (!(error instanceof InvalidPropertiesError)) throw error;
        return response.setFailuresList(failures(error.problems, call));
      }
    }),

    check: this.#answer(async (request: providerProto.CheckRequest, call: Call) => {
      const { properties: news, secrets } = call.receive(request.getNews());
      const olds = call.receive(request.getOlds()).properties;
      const answer = await this.#resource(request.getUrn()).check({
        urn: request.getUrn(),
        resourceName: request.getUrn().split("::").slice(3).join("::"),
        olds: Object.keys(olds).length > 0 ? olds : undefined,
        news,
        secrets,
        memory: this.#memory,
      });
      const kept = secretsAmong(answer.inputs, secrets, Object.keys(news));
      return new providerProto.CheckResponse()
        .setInputs(send(answer.inputs, kept))
        .setFailuresList(failures(withNestedPlacesInWords(answer.problems), call, secrets));
    }),

    diff: this.#answer(async (request: providerProto.DiffRequest, call: Call) => {
      const oldInputs = call.receive(request.getOldInputs() ?? request.getOlds()).properties;
      const { properties: oldOutputs, secrets } = call.receiveState(request.getOlds());
      const newInputs = call.receive(request.getNews()).properties;
      const resource = this.#resource(request.getUrn());
      await resource.prepareDiff(request.getId(), oldOutputs, this.#context(request.getUrn(), secrets, call));
      const answer = resource.diff({
        urn: request.getUrn(),
        id: request.getId(),
        oldInputs,
        oldOutputs,
        newInputs,
        memory: this.#memory,
      });
      return diffResponse(answer, oldInputs, newInputs);
    }),

    create: this.#answer(async (request: providerProto.CreateRequest, call: Call) => {
      const resource = this.#resource(request.getUrn());
      const { properties: inputs, secrets } = call.receive(request.getProperties());
      const context = this.#context(request.getUrn(), secrets, call);
      const asked = { urn: request.getUrn(), inputs, ...timeout(request.getTimeout()) };
      const run = <T>(work: Promise<T>) => withInitializationFailure(work, resource, inputs, secrets, call);
      if (request.getPreview()) {
        const outputs = await run(resource.preview(asked, context));
        return new providerProto.CreateResponse().setProperties(state(inputs, outputs, secrets));
      }
      const { id, outputs } = await run(resource.create(asked, context));
      return new providerProto.CreateResponse()
        .setId(id)
        .setProperties(state(inputs, outputs, secrets))
        .setRefreshBeforeUpdate(resource.readBeforeUpdate);
    }),

    update: this.#answer(async (request: providerProto.UpdateRequest, call: Call) => {
      const resource = this.#resource(request.getUrn());
      const { properties: inputs, secrets } = call.receive(request.getNews());
      const context = this.#context(request.getUrn(), secrets, call);
      const run = <T>(work: Promise<T>) => withInitializationFailure(work, resource, inputs, secrets, call);
      const id = request.getId();
      const oldOutputs = call.receiveState(request.getOlds()).properties;
      const asked = { urn: request.getUrn(), id, inputs, oldOutputs, ...timeout(request.getTimeout()) };
      if (request.getPreview()) {
        const outputs = await run(resource.preview(asked, context));
        return new providerProto.UpdateResponse().setProperties(state(inputs, outputs, secrets));
      }
      const { outputs } = await run(resource.update(asked, context));
      return new providerProto.UpdateResponse()
        .setProperties(state(inputs, outputs, secrets))
        .setRefreshBeforeUpdate(resource.readBeforeUpdate);
    }),

    read: this.#answer(async (request: providerProto.ReadRequest, call: Call) => {
      const inputs = call.receive(request.getInputs());
      const outputs = call.receiveState(request.getProperties());
      const isImport = Object.keys(inputs.properties).length === 0;
      const resource = this.#resource(request.getUrn());
      const answer = await resource.read(
        {
          urn: request.getUrn(),
          id: request.getId(),
          inputs: isImport ? undefined : inputs.properties,
          outputs: outputs.properties,
        },
        this.#context(request.getUrn(), new Set([...inputs.secrets, ...outputs.secrets]), call),
      );
      // An answer without an id says that the resource is gone.
      if (!answer) return new providerProto.ReadResponse();
      const secrets = new Set([...inputs.secrets, ...outputs.secrets]);
      return new providerProto.ReadResponse()
        .setId(answer.id)
        .setInputs(send(answer.inputs, secrets))
        .setProperties(state(answer.inputs, answer.outputs, secrets))
        .setRefreshBeforeUpdate(resource.readBeforeUpdate);
    }),

    delete: this.#answer(async (request: providerProto.DeleteRequest, call: Call) => {
      // What was submitted is in the inputs alone where a migration failed.
      const inputs = call.receive(request.getOldInputs());
      const outputs = call.receiveState(request.getProperties());
      const secrets = new Set([...inputs.secrets, ...outputs.secrets]);
      const asked = {
        urn: request.getUrn(),
        id: request.getId(),
        outputs: outputs.properties,
        ...timeout(request.getTimeout()),
      };
      await this.#resource(request.getUrn()).delete(asked, this.#context(request.getUrn(), secrets, call));
      return new empty.Empty();
    }),

    // The engine sends this on Ctrl-C, while calls run, and also at the end of every quiet operation.
    cancel: this.#answer(() => {
      this.cancel();
      return new empty.Empty();
    }),
  };

  /** Aborted by Cancel: whatever waits says where it stands and ends. */
  get signal(): AbortSignal {
    return this.#cancel.signal;
  }

  /** As the engine's Cancel: aborts what is under way. The process ends when all of it is answered, at once if nothing is. */
  cancel(): void {
    this.#cancel.abort();
    this.#endWhenIdle();
  }

  #endWhenIdle(): void {
    if (this.#cancel.signal.aborted && this.#underWay === 0) this.#end();
  }

  /** The configuration is checked, and later used: what is odd about it is told once. */
  #warnOnce(message: string, urn: string, call: Call): void {
    if (this.#told.has(message)) return;
    this.#told.add(message);
    this.#log.reportFor(urn, call.mask).warning(message);
  }

  #resource(urn: string): PackageResource {
    // urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>
    const token = urn.split("::")[2]?.split("$").at(-1) ?? "";
    const resource = resourcesByToken.get(token);
    if (!resource) throw unknownCall(`huaweicloud-rocketmq has no resource ${token}.`);
    return resource;
  }

  #context(urn: string, secrets: ReadonlySet<string>, call: Call): CallContext {
    const configuration = this.#configuration;
    return {
      get client() {
        return configuration.client;
      },
      signal: this.#cancel.signal,
      watches: this.#watches,
      memory: this.#memory,
      secrets,
      report: this.#log.reportFor(urn, call.mask),
    };
  }

  #answer<Request, Response>(handler: Handler<Request, Response>): grpc.handleUnaryCall<Request, Response> {
    return ({ request }, callback) => {
      const call = new Call();
      const run = async () => {
        this.#underWay += 1;
        try {
          const response = await handler(request, call);
          await this.#log.flush();
          callback(null, response);
        } catch (error) {
          await this.#log.flush();
          callback(isFailure(error) ? error : failure(error, call.mask));
        } finally {
          this.#underWay -= 1;
          this.#endWhenIdle();
        }
      };
      void run();
    };
  }
}

function isFailure(error: unknown): error is ReturnType<typeof failure> {
  return !(error instanceof Error) && typeof error === "object" && error !== null && "code" in error;
}

/** Turns what work on a resource throws, if the resource is there all the same, into the status that says so. */
async function withInitializationFailure<T>(
  work: Promise<T>,
  { readBeforeUpdate }: PackageResource,
  inputs: Properties,
  secrets: ReadonlySet<string>,
  call: Call,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof InitializationError)) throw error;
    const kept = secretsAmong({ ...inputs, ...error.outputs }, secrets, Object.keys(inputs));
    throw initializationFailure(error, inputs, kept, readBeforeUpdate, call.mask);
  }
}

/** What the engine adds to a provider's configuration for itself is none of ours. */
function ownConfig(properties: Properties): Properties {
  const { version: _, pluginDownloadURL: __, pluginChecksums: ___, ...own } = properties;
  return own;
}

/** What becomes of a resource: its inputs and outputs, secrets wrapped. */
function state(inputs: Properties, outputs: Properties, secrets: ReadonlySet<string>) {
  const all = { ...inputs, ...outputs };
  return send(all, secretsAmong(all, secrets, Object.keys(inputs)));
}

/** The secret ones among properties: those that came as secrets, and all that did not come but were made, if any did. */
function secretsAmong(
  properties: Properties,
  secrets: ReadonlySet<string>,
  given: readonly string[],
): ReadonlySet<string> {
  if (secrets.size === 0) return secrets;
  return new Set(Object.keys(properties).filter((name) => secrets.has(name) || !given.includes(name)));
}

function timeout(seconds: number): { timeoutSeconds?: number } {
  return seconds > 0 ? { timeoutSeconds: seconds } : {};
}

function failures(problems: readonly Problem[], call: Call, secrets: ReadonlySet<string> = new Set()) {
  return withoutSecretPlaces(problems, secrets).map(({ property, reason }) => {
    const failed = new providerProto.CheckFailure();
    failed.setProperty(property);
    failed.setReason(call.mask(reason));
    return failed;
  });
}

function diffResponse(answer: DiffAnswer, olds: Properties, news: Properties) {
  const { DiffChanges } = providerProto.DiffResponse;
  const { Kind } = providerProto.PropertyDiff;
  const response = new providerProto.DiffResponse();
  response.setChanges(answer.changed.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
  response.setDiffsList([...answer.changed]);
  response.setReplacesList([...answer.replaces]);
  response.setDeletebeforereplace(answer.deleteBeforeReplace);
  for (const property of answer.changed) {
    const isReplaced = answer.replaces.includes(property);
    const difference = new providerProto.PropertyDiff();
    // What is looked at again, though no input changed: an output that is not what it should be.
    const isOutput = olds[property] === undefined && news[property] === undefined;
    difference.setInputdiff(!isOutput);
    if (isOutput) difference.setKind(Kind.UPDATE);
    else if (olds[property] === undefined) difference.setKind(isReplaced ? Kind.ADD_REPLACE : Kind.ADD);
    else if (news[property] === undefined) difference.setKind(isReplaced ? Kind.DELETE_REPLACE : Kind.DELETE);
    else difference.setKind(isReplaced ? Kind.UPDATE_REPLACE : Kind.UPDATE);
    response.getDetaileddiffMap().set(property, difference);
  }
  response.setHasdetaileddiff(true);
  return response;
}
