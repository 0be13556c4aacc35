import { RocketMqError } from "../../cloud/errors.ts";
import { printable } from "../../cloud/printable.ts";
import type { CallContext } from "../context.ts";
import type { OperationMemory } from "../operationMemory.ts";
import { defaultTimeoutSeconds } from "../timeout.ts";
import type { Problem } from "./problem.ts";
import { check, read, readKnown, type Shape, type Values, withDefaults } from "./shape.ts";
import { hasUnknown, type Properties, sameValue, type Value } from "./value.ts";

/** A resource of the package: its inputs, its outputs and its life cycle. */
export interface ResourceDefinition<C extends Shape, O extends Shape> {
  readonly name: string;
  readonly description: string;
  /** What a program may set. */
  readonly inputs: Shape;
  /** What check makes of the inputs, and state keeps: often the inputs themselves. */
  readonly checkedInputs: C;
  /** Its outputs in addition to the checked inputs. */
  readonly outputs: O;
  /** True: the engine reads the resource before every update, so that diff sees its current state. Default: false. */
  readonly readBeforeUpdate?: boolean;
  /** Checks what the shape alone cannot. It may rewrite the inputs: state keeps what it returns. */
  check?(request: CheckRequest): Promise<CheckResult>;
  /** Compares state and inputs. Default: every input by value. */
  diff?(request: DiffRequest): DiffResult;
  /**
   * Looks up what diff needs and state lacks, if the engine has not read the resource with the current configuration.
   * @throws if the resource is in another project or region, so that nothing the provider says about it would be true
   */
  prepareDiff?(id: string, outputs: Properties, context: CallContext): Promise<void>;
  /** Says, in a preview, what create or update would do. Unknown inputs are left out. It must not change anything. */
  preview?(request: PreviewRequest<C>, context: CallContext): Promise<Partial<Values<O>>>;
  create(request: CreateRequest<C>, context: CallContext): Promise<{ id: string; outputs: Values<O> }>;
  update(request: UpdateRequest<C>, context: CallContext): Promise<{ outputs: Values<O> }>;
  /** Reads the current state. Undefined: the resource no longer exists. On import there are no inputs. */
  read(request: ReadRequest, context: CallContext): Promise<ReadResult | undefined>;
  delete(request: DeleteRequest, context: CallContext): Promise<void>;
}

/** A program's inputs to check. */
export interface CheckRequest {
  readonly urn: string;
  /** The checked inputs of the last update. Undefined for a new resource, replacements included. */
  readonly olds: Properties | undefined;
  /** The program's inputs, defaults filled in. */
  readonly news: Properties;
  /** Names of the secret inputs: no problem quotes their values. Default: none. */
  readonly secrets?: ReadonlySet<string>;
  readonly memory: OperationMemory;
}

/** The inputs that state keeps, and their problems. */
export interface CheckResult {
  readonly inputs: Properties;
  readonly problems: readonly Problem[];
}

/** A resource's state, and what the program asks for now. */
export interface DiffRequest {
  readonly urn: string;
  readonly id: string;
  readonly oldInputs: Properties;
  readonly oldOutputs: Properties;
  readonly newInputs: Properties;
  readonly memory: OperationMemory;
}

/** Which properties would change, and which of them replace the resource. */
export interface DiffResult {
  readonly changed: readonly string[];
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** A create or update to preview. */
export interface PreviewRequest<C extends Shape> {
  readonly urn: string;
  /** Undefined for a create. */
  readonly id?: string;
  /** The inputs and outputs in state. Undefined for a create. */
  readonly oldOutputs?: Properties;
  /** The known inputs. */
  readonly inputs: Partial<Values<C>>;
  /** Names of the inputs that are given, but unknown. */
  readonly unknowns: ReadonlySet<string>;
}

/** A resource to create. */
export interface CreateRequest<C extends Shape> {
  readonly urn: string;
  readonly inputs: Values<C>;
  /** `customTimeouts.create`, or the default. */
  readonly timeoutSeconds: number;
}

/** A resource to update. */
export interface UpdateRequest<C extends Shape> {
  readonly urn: string;
  readonly id: string;
  readonly inputs: Values<C>;
  readonly oldOutputs: Properties;
  /** `customTimeouts.update`. Undefined: as long as the create. */
  readonly timeoutSeconds?: number;
}

/** A resource to read. */
export interface ReadRequest {
  readonly urn: string;
  readonly id: string;
  /** Undefined on import. */
  readonly inputs: Properties | undefined;
  readonly outputs: Properties;
}

/** A resource as it is now. */
export interface ReadResult {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** A resource to delete. */
export interface DeleteRequest {
  readonly urn: string;
  readonly id: string;
  readonly outputs: Properties;
  /** `customTimeouts.delete`, or the default. */
  readonly timeoutSeconds: number;
}

/**
 * The resource was created, but failed to initialize: a migration failed, a wait was interrupted.
 * State keeps it, and the next `pulumi up` calls update.
 */
export class InitializationError extends RocketMqError {
  override readonly name = "InitializationError";
  readonly code = "INITIALIZATION";
  readonly id: string;
  readonly outputs: Properties;
  readonly reasons: readonly string[];

  constructor(id: string, outputs: Properties, reasons: readonly string[]) {
    super(reasons.join("\n"));
    this.id = id;
    this.outputs = outputs;
    this.reasons = reasons.map(printable);
  }
}

/** A resource as an operation calls it: inputs come as plain properties and are read into types here. */
export interface PackageResource {
  readonly name: string;
  readonly description: string;
  readonly inputs: Shape;
  readonly checkedInputs: Shape;
  readonly outputs: Shape;
  readonly readBeforeUpdate: boolean;
  check(request: CheckRequest): Promise<CheckResult>;
  diff(request: DiffRequest): DiffResult;
  prepareDiff(id: string, outputs: Properties, context: CallContext): Promise<void>;
  preview(request: Unread<PreviewRequest<Shape>>, context: CallContext): Promise<Properties>;
  create(request: Unread<CreateRequest<Shape>>, context: CallContext): Promise<{ id: string; outputs: Properties }>;
  update(request: Unread<UpdateRequest<Shape>>, context: CallContext): Promise<{ outputs: Properties }>;
  read(request: ReadRequest, context: CallContext): Promise<ReadResult | undefined>;
  delete(request: Omit<DeleteRequest, "timeoutSeconds"> & TimeLimit, context: CallContext): Promise<void>;
}

interface TimeLimit {
  /** From `customTimeouts`. Default: the resource's own. */
  readonly timeoutSeconds?: number;
}

/** A request whose inputs are not read into types yet. */
type Unread<R> = Omit<R, "inputs" | "unknowns" | "timeoutSeconds"> & TimeLimit & { readonly inputs: Properties };

/** Makes a resource of its definition. */
export function defineResource<C extends Shape, O extends Shape>(
  definition: ResourceDefinition<C, O>,
): PackageResource {
  const { name, description, inputs, checkedInputs, outputs, readBeforeUpdate = false } = definition;
  const kept = Object.keys(checkedInputs).filter((each) => !Object.hasOwn(inputs, each));
  // With `ignoreChanges: ["*"]` the engine passes the old checked inputs, including what check had added to them.
  const withoutKept = (news: Properties, olds: Properties | undefined) =>
    Object.fromEntries(
      Object.entries(news).filter(([each, value]) => !(olds && kept.includes(each) && sameValue(value, olds[each]))),
    );
  return {
    name,
    description,
    inputs,
    checkedInputs,
    outputs,
    readBeforeUpdate,
    async check(request) {
      const news = withDefaults(inputs, withoutKept(request.news, request.olds));
      const problems = check(inputs, news, request).found;
      if (problems.length > 0 || !definition.check) return { inputs: news, problems };
      return definition.check({ ...request, news });
    },
    diff: (request) => definition.diff?.(request) ?? diffByValue(checkedInputs, request),
    prepareDiff: async (id, kept, context) => definition.prepareDiff?.(id, kept, context),
    async preview(request, context) {
      const known = readKnown(checkedInputs, request.inputs);
      const unknowns = new Set(Object.keys(request.inputs).filter((name) => hasUnknown(request.inputs[name])));
      return properties((await definition.preview?.({ ...request, inputs: known, unknowns }, context)) ?? {});
    },
    async create(request, context) {
      const { timeoutSeconds = defaultTimeoutSeconds } = request;
      const typed = { ...request, timeoutSeconds, inputs: read(checkedInputs, request.inputs) };
      const result = await definition.create(typed, context);
      return { id: result.id, outputs: properties(result.outputs) };
    },
    async update(request, context) {
      const result = await definition.update({ ...request, inputs: read(checkedInputs, request.inputs) }, context);
      return { outputs: properties(result.outputs) };
    },
    read: (request, context) => definition.read(request, context),
    delete: ({ timeoutSeconds = defaultTimeoutSeconds, ...request }, context) =>
      definition.delete({ ...request, timeoutSeconds }, context),
  };
}

/** The inputs whose values differ. An unknown one counts as changed; an omitted one has its default. */
export function changedByValue(
  shape: Shape,
  { oldInputs, newInputs }: Pick<DiffRequest, "oldInputs" | "newInputs">,
): string[] {
  // State that an older version of the package wrote may lack inputs that have been added since.
  const [olds, news] = [withDefaults(shape, oldInputs), withDefaults(shape, newInputs)];
  return Object.keys(shape).filter(
    (name) => hasUnknown(news[name]) || !sameValue(olds[name] ?? null, news[name] ?? null),
  );
}

/** Compares every input by value. */
export function diffByValue(shape: Shape, request: DiffRequest): DiffResult {
  const changed = changedByValue(shape, request);
  const replaces = changed.filter((name) => shape[name]?.replaces);
  return { changed, replaces, deleteBeforeReplace: false };
}

/** Typed values as plain properties. Undefined ones are left out. */
export function properties(values: object): Properties {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== undefined));
}
