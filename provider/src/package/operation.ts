import type { Client, Clock } from "../cloud/index.ts";
import type { PollerRegistry } from "../migration/index.ts";
import type { CallContext, Report } from "./context.ts";
import type { PackageFunction } from "./definition/function.ts";
import {
  type MarkedProperties,
  type Problem,
  type Properties,
  withNestedPlacesInWords,
  withoutSecretPlaces,
} from "./definition/index.ts";
import { type DiffResult, type PackageResource, properties } from "./definition/resource.ts";
import { maskedCall, maskProblems } from "./maskedCall.ts";
import type { Mask } from "./maskSecrets.ts";
import { OperationMemory } from "./operationMemory.ts";

/** What a front provides to the calls of an operation. */
export interface OperationHost {
  /**
   * The service, as the provider is configured.
   * @throws ConfigurationError when read, if the configuration is wrong or not known yet
   */
  readonly client: Client;
  /** Aborted when the user presses Ctrl-C. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** The pollers, one per instance, with the same clock. */
  readonly pollers: PollerRegistry;
  /**
   * Where a call reports to.
   * @param urn the resource that the reports belong to; empty: the stack
   * @param mask masks secrets in a text
   */
  reportFor(urn: string, mask: Mask): Report;
}

/** A resource after a create or update. */
export interface ResourceState {
  /** Empty in the preview of a create. */
  readonly id: string;
  /** Inputs and outputs. */
  readonly state: MarkedProperties;
  /** True: the engine reads the resource before its next update. */
  readonly readBeforeUpdate: boolean;
}

/** A resource as it was read. */
export interface ReadState extends ResourceState {
  readonly inputs: MarkedProperties;
}

/** What create and update are asked. */
interface ChangeRequest {
  readonly urn: string;
  readonly inputs: MarkedProperties;
  /** From `customTimeouts`; undefined: the resource's own default. */
  readonly timeoutSeconds?: number;
  /** True: say what would happen, and change nothing. Default: false. */
  readonly isPreview?: boolean;
}

/** What read and delete are asked: a resource as it is in state. */
interface StateRequest {
  readonly urn: string;
  readonly id: string;
  readonly inputs: MarkedProperties;
  readonly state: MarkedProperties;
}

/**
 * One operation of the engine (`up`, `preview`, `refresh`, `destroy`), in which every call of both fronts runs: masks, context,
 * the call itself, and which of its results are secrets. A front only translates to and from its own protocol.
 *
 * Every method masks the secrets it received in reports, problems and errors.
 */
export class Operation {
  readonly #host: OperationHost;
  readonly #memory = new OperationMemory();

  constructor(host: OperationHost) {
    this.#host = host;
  }

  /**
   * Calls a function. The result is empty in a preview in which an argument is unknown: the engine reads that as unknown.
   * @throws InvalidPropertiesError if an argument is missing or malformed
   */
  invoke(called: PackageFunction, args: MarkedProperties, isPreview = false): Promise<MarkedProperties> {
    return this.#call("", [args], async (context) => {
      const { secrets } = args;
      const result = await called.invoke(args.properties, context, { preview: isPreview, secrets });
      return markDerived(properties(result ?? {}), { properties: {}, secrets });
    });
  }

  /** Checks a program's inputs, and fills in defaults. `olds` are the checked inputs in state; empty for a new resource. */
  check(
    resource: PackageResource,
    { urn, olds, news }: { readonly urn: string; readonly olds: MarkedProperties; readonly news: MarkedProperties },
  ): Promise<{ readonly inputs: MarkedProperties; readonly problems: readonly Problem[] }> {
    return this.#call(urn, [news, olds], async ({ memory }, mask) => {
      const result = await resource.check({
        urn,
        olds: isEmpty(olds.properties) ? undefined : olds.properties,
        news: news.properties,
        secrets: news.secrets,
        memory,
      });
      const problems = withoutSecretPlaces(withNestedPlacesInWords(result.problems), news.secrets);
      return { inputs: markDerived(result.inputs, news), problems: maskProblems(problems, mask) };
    });
  }

  /** Compares a resource's state with its new inputs. */
  diff(
    resource: PackageResource,
    request: {
      readonly urn: string;
      readonly id: string;
      readonly oldInputs: MarkedProperties;
      readonly oldState: MarkedProperties;
      readonly inputs: MarkedProperties;
    },
  ): Promise<DiffResult> {
    const { urn, id, oldInputs, oldState, inputs } = request;
    return this.#call(urn, [oldInputs, withOpenOutputs(resource, oldState), inputs], async (context) => {
      await resource.prepareDiff(id, oldState.properties, context);
      return resource.diff({
        urn,
        id,
        oldInputs: oldInputs.properties,
        oldOutputs: oldState.properties,
        newInputs: inputs.properties,
        memory: context.memory,
      });
    });
  }

  /**
   * Creates a resource, or says what a create would do.
   * @throws InitializationError if the resource exists but is not ready, so that state must keep it
   */
  create(resource: PackageResource, request: ChangeRequest): Promise<ResourceState> {
    const { inputs, isPreview = false } = request;
    return this.#call(request.urn, [inputs], async (context) => {
      const asked = { ...request, inputs: inputs.properties };
      const { id, outputs } = isPreview
        ? { id: "", outputs: await resource.preview(asked, context) }
        : await resource.create(asked, context);
      return { id, state: markState(inputs, outputs), readBeforeUpdate: !isPreview && resource.readBeforeUpdate };
    });
  }

  /**
   * Updates a resource, or says what an update would do.
   * @throws InitializationError as create
   */
  update(
    resource: PackageResource,
    request: ChangeRequest & { readonly id: string; readonly oldState: MarkedProperties },
  ): Promise<ResourceState> {
    const { id, inputs, oldState, isPreview = false } = request;
    return this.#call(request.urn, [inputs, withOpenOutputs(resource, oldState)], async (context) => {
      const asked = { ...request, inputs: inputs.properties, oldOutputs: oldState.properties };
      const outputs = isPreview
        ? await resource.preview(asked, context)
        : (await resource.update(asked, context)).outputs;
      return { id, state: markState(inputs, outputs), readBeforeUpdate: !isPreview && resource.readBeforeUpdate };
    });
  }

  /** Reads a resource for `refresh`, or for an import if there are no inputs. Undefined: it no longer exists. */
  read(resource: PackageResource, request: StateRequest): Promise<ReadState | undefined> {
    const { urn, id, inputs, state } = request;
    return this.#call(urn, [inputs, withOpenOutputs(resource, state)], async (context) => {
      const known = isEmpty(inputs.properties) ? undefined : inputs.properties;
      const result = await resource.read({ urn, id, inputs: known, outputs: state.properties }, context);
      if (!result) return undefined;
      const found = { properties: result.inputs, secrets: new Set([...inputs.secrets, ...state.secrets]) };
      return {
        id: result.id,
        inputs: found,
        state: markState(found, result.outputs),
        readBeforeUpdate: resource.readBeforeUpdate,
      };
    });
  }

  /** Deletes a resource. `inputs` are masked only: where a create failed, they alone hold what was submitted. */
  delete(resource: PackageResource, request: StateRequest & { readonly timeoutSeconds?: number }): Promise<void> {
    const { urn, inputs, state } = request;
    return this.#call(urn, [inputs, withOpenOutputs(resource, state)], (context) =>
      resource.delete({ ...request, outputs: state.properties }, context),
    );
  }

  #call<T>(
    urn: string,
    received: readonly MarkedProperties[],
    call: (context: CallContext, mask: Mask) => Promise<T>,
  ): Promise<T> {
    const host = this.#host;
    return maskedCall(received, (mask) =>
      call(
        {
          get client() {
            return host.client;
          },
          signal: host.signal,
          clock: host.clock,
          pollers: host.pollers,
          memory: this.#memory,
          secrets: new Set(received.flatMap(({ secrets }) => [...secrets])),
          report: host.reportFor(urn, mask),
        },
        mask,
      ),
    );
  }
}

/** A resource's inputs and outputs, with their secrets marked: what was found out with a secret is a secret. */
export function markState(inputs: MarkedProperties, outputs: Properties): MarkedProperties {
  return markDerived({ ...inputs.properties, ...outputs }, inputs);
}

/** Marks what was secret already and, if anything was, everything that a call added. */
function markDerived(result: Properties, received: MarkedProperties): MarkedProperties {
  const { properties: given, secrets } = received;
  if (secrets.size === 0) return { properties: result, secrets };
  const isSecret = (name: string) => secrets.has(name) || !Object.hasOwn(given, name);
  return { properties: result, secrets: new Set(Object.keys(result).filter(isSecret)) };
}

/** The state without the marks on open outputs: masking those would leave a message without its meaning. */
function withOpenOutputs({ outputs }: PackageResource, state: MarkedProperties): MarkedProperties {
  return { ...state, secrets: new Set([...state.secrets].filter((name) => !outputs[name]?.open)) };
}

function isEmpty(given: Properties): boolean {
  return Object.keys(given).length === 0;
}
