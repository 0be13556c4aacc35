import type { CallContext } from "../context.ts";
import type { OperationMemory } from "../operationMemory.ts";
import type { Problem } from "./problem.ts";
import { check, read, readKnown, type Shape, type Values, withDefaults } from "./shape.ts";
import { hasUnknown, type Properties, sameValue, type Value } from "./value.ts";

/** A resource of the package: what it takes, what it gives, and how it lives, in one place. */
export interface ResourceDefinition<C extends Shape, O extends Shape> {
  readonly name: string;
  readonly description: string;
  /** What users give. */
  readonly inputs: Shape;
  /** What check makes of it, and state keeps: often the inputs themselves. */
  readonly checkedInputs: C;
  /** What it gives beside its inputs. */
  readonly outputs: O;
  /**
   * True: the engine reads the resource before every update, so that its state is known before anything is decided.
   * Default: false.
   */
  readonly readBeforeUpdate?: boolean;
  /** Checks what the shape alone cannot, and may rewrite the inputs: what it answers is what state keeps. */
  check?(request: CheckRequest): Promise<CheckAnswer>;
  /** Compares; by default each input by its value. */
  diff?(request: DiffRequest): DiffAnswer;
  /**
   * Finds out before a diff what it needs to know and state does not tell, where the engine has not read the resource with the
   * present configuration.
   * @throws if the resource is elsewhere, so that nothing the provider says of it would be true
   */
  prepareDiff?(id: string, outputs: Properties, context: CallContext): Promise<void>;
  /** Looks, in a preview, at what create or update would do; unknown inputs are left out. It must change nothing. */
  preview?(request: PreviewRequest<C>, context: CallContext): Promise<Partial<Values<O>>>;
  create(request: CreateRequest<C>, context: CallContext): Promise<{ id: string; outputs: Values<O> }>;
  update(request: UpdateRequest<C>, context: CallContext): Promise<{ outputs: Values<O> }>;
  /** Reads it anew; undefined when it is gone. On import there are no inputs yet. */
  read(request: ReadRequest, context: CallContext): Promise<ReadAnswer | undefined>;
  delete(request: DeleteRequest, context: CallContext): Promise<void>;
}

/** A program's inputs, to be checked. */
export interface CheckRequest {
  readonly urn: string;
  /** The resource's name in the program: the last part of the urn. */
  readonly resourceName: string;
  /** The checked inputs of the last update; undefined for a new resource, and for the new one of a replacement. */
  readonly olds: Properties | undefined;
  /** The program's inputs, defaults filled in. */
  readonly news: Properties;
  /** Names of the inputs that are secrets: no problem quotes their values. Default: none. */
  readonly secrets?: ReadonlySet<string>;
  readonly memory: OperationMemory;
}

/** The inputs that state keeps, and what is wrong with them. */
export interface CheckAnswer {
  readonly inputs: Properties;
  readonly problems: readonly Problem[];
}

export interface DiffRequest {
  readonly urn: string;
  readonly id: string;
  readonly oldInputs: Properties;
  readonly oldOutputs: Properties;
  readonly newInputs: Properties;
  readonly memory: OperationMemory;
}

/** What would change: property paths, and which of them make a new resource. */
export interface DiffAnswer {
  readonly changed: readonly string[];
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

export interface PreviewRequest<C extends Shape> {
  readonly urn: string;
  /** Undefined when it would be created. */
  readonly id?: string;
  /** What state has of it: its inputs and outputs. Undefined when it would be created. */
  readonly oldOutputs?: Properties;
  /** What is known of the inputs. */
  readonly inputs: Partial<Values<C>>;
  /** Names of the inputs that are given, but not known yet. */
  readonly unknowns: ReadonlySet<string>;
}

export interface CreateRequest<C extends Shape> {
  readonly urn: string;
  readonly inputs: Values<C>;
  /** From `customTimeouts`; undefined: the resource's own default. */
  readonly timeoutSeconds?: number;
}

export interface UpdateRequest<C extends Shape> extends CreateRequest<C> {
  readonly id: string;
  readonly oldOutputs: Properties;
}

export interface ReadRequest {
  readonly urn: string;
  readonly id: string;
  /** Undefined on import. */
  readonly inputs: Properties | undefined;
  readonly outputs: Properties;
}

export interface ReadAnswer {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export interface DeleteRequest {
  readonly urn: string;
  readonly id: string;
  readonly outputs: Properties;
  readonly timeoutSeconds?: number;
}

/**
 * The resource exists, but did not get where it should: a migration failed, a wait was cut off.
 * State keeps it, and the next `pulumi up` calls update.
 */
export class InitializationError extends Error {
  readonly code = "INITIALIZATION";
  readonly id: string;
  readonly outputs: Properties;
  readonly reasons: readonly string[];

  constructor(id: string, outputs: Properties, reasons: readonly string[]) {
    super(reasons.join("\n"));
    this.name = "InitializationError";
    this.id = id;
    this.outputs = outputs;
    this.reasons = reasons;
  }
}

/** A resource as the fronts use it: with what came over the wire. */
export interface PackageResource {
  readonly name: string;
  readonly description: string;
  readonly inputs: Shape;
  readonly checkedInputs: Shape;
  readonly outputs: Shape;
  readonly readBeforeUpdate: boolean;
  check(request: CheckRequest): Promise<CheckAnswer>;
  diff(request: DiffRequest): DiffAnswer;
  prepareDiff(id: string, outputs: Properties, context: CallContext): Promise<void>;
  preview(request: Wired<PreviewRequest<Shape>>, context: CallContext): Promise<Properties>;
  create(request: Wired<CreateRequest<Shape>>, context: CallContext): Promise<{ id: string; outputs: Properties }>;
  update(request: Wired<UpdateRequest<Shape>>, context: CallContext): Promise<{ outputs: Properties }>;
  read(request: ReadRequest, context: CallContext): Promise<ReadAnswer | undefined>;
  delete(request: DeleteRequest, context: CallContext): Promise<void>;
}

/** A request whose inputs are still what came over the wire. */
type Wired<R> = Omit<R, "inputs" | "unknowns"> & { readonly inputs: Properties };

/** Makes a resource of its definition: inputs are read into types before anything runs. */
export function defineResource<C extends Shape, O extends Shape>(
  definition: ResourceDefinition<C, O>,
): PackageResource {
  const { name, description, inputs, checkedInputs, outputs, readBeforeUpdate = false } = definition;
  const kept = Object.keys(checkedInputs).filter((each) => !Object.hasOwn(inputs, each));
  // `ignoreChanges: ["*"]` hands back the old checked inputs, and so what only a check adds to them.
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
      const answer = await definition.create({ ...request, inputs: read(checkedInputs, request.inputs) }, context);
      return { id: answer.id, outputs: properties(answer.outputs) };
    },
    async update(request, context) {
      const answer = await definition.update({ ...request, inputs: read(checkedInputs, request.inputs) }, context);
      return { outputs: properties(answer.outputs) };
    },
    read: (request, context) => definition.read(request, context),
    delete: (request, context) => definition.delete(request, context),
  };
}

/** The inputs whose values differ; an unknown one counts as changed. */
export function changedByValue(
  shape: Shape,
  { oldInputs, newInputs }: Pick<DiffRequest, "oldInputs" | "newInputs">,
): string[] {
  return Object.keys(shape).filter((name) => {
    const [before, after] = [oldInputs[name], newInputs[name]];
    return hasUnknown(after) || !sameValue(before ?? null, after ?? null);
  });
}

/** Compares each input by its value. */
export function diffByValue(shape: Shape, request: DiffRequest): DiffAnswer {
  const changed = changedByValue(shape, request);
  const replaces = changed.filter((name) => shape[name]?.replaces);
  return { changed, replaces, deleteBeforeReplace: false };
}

/** Typed values as plain properties: what is undefined is left out. */
export function properties(values: object): Properties {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== undefined));
}
