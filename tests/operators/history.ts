import fc from "fast-check";
import type { Fault } from "../../emulator/src/index.ts";
import type { Operation } from "./engineModel.ts";
import type { Course, Piece } from "./world.ts";

/** A resource in the program. */
export interface Resource {
  readonly isPresent: boolean;
  readonly name: string;
  /** Earlier names that the program gives as aliases. */
  readonly aliases: readonly string[];
  /** Which of the two instances it migrates to. */
  readonly instance: 0 | 1;
  readonly migrates: Piece;
  /** The task's name, if the program gives one. */
  readonly taskName: string | undefined;
  readonly triggers: readonly string[] | undefined;
  readonly overwrite: boolean;
  readonly waitForCompletion: boolean;
  readonly ignoreChanges: readonly string[];
  readonly deleteBeforeReplace: boolean | undefined;
  readonly retainOnDelete: boolean;
}

/** A change to one resource of the program; `rename` says whether the old name becomes an alias. */
export type Edit =
  | { readonly set: Partial<Omit<Resource, "name" | "aliases">> }
  | { readonly rename: "with alias" | "without alias" };

/** What an operator, the service, or chance does. Resources are told by their place in the program. */
export type Step =
  | { readonly do: "edit"; readonly resource: number; readonly edit: Edit }
  | {
      readonly do: "run";
      readonly kind: Operation["kind"];
      readonly targets: readonly number[];
      readonly replaced: readonly number[];
      readonly faults: readonly Fault[];
      /** How the tasks go that are submitted in it. */
      readonly course: Course;
      /** Ctrl-C, or `kill -9` of the plugin, when the service has seen so many requests of the operation. */
      readonly end?: { readonly by: "interrupt" | "kill"; readonly afterRequests: number };
      /** The environment names another project. */
      readonly wrongProject: boolean;
    }
  /** `pulumi state delete` */
  | { readonly do: "forget"; readonly resource: number }
  | { readonly do: "rename stack" }
  /** The service forgets the record of the task that the resource holds. */
  | { readonly do: "purge"; readonly resource: number }
  /** Stuck tasks go on. */
  | { readonly do: "release" }
  /** From now on a deleted record is shown so many more times. */
  | { readonly do: "linger"; readonly looks: number }
  /** Somebody else submits a task that migrates the same, under the name that the program gives; if it gave none, it does now. */
  | { readonly do: "submit elsewhere"; readonly resource: number }
  /** The program gives the next resource the same name, instance and metadata: a slip. */
  | { readonly do: "imitate"; readonly resource: number };

/** A whole history. */
export interface History {
  /** Whether the project is in the provider's configuration or in the environment. */
  readonly projectIn: "configuration" | "environment";
  readonly steps: readonly Step[];
}

/** How many resources a program can have. */
export const places = 3;

/** The program at the beginning: two resources, and room for a third. */
export const firstProgram: readonly Resource[] = (["orders", "invoices", "users"] as const).map((migrates, index) => ({
  isPresent: index < 2,
  name: ["first", "second", "third"][index] ?? "",
  aliases: [],
  instance: 0,
  migrates,
  taskName: undefined,
  triggers: undefined,
  overwrite: false,
  waitForCompletion: true,
  ignoreChanges: [],
  deleteBeforeReplace: undefined,
  retainOnDelete: false,
}));

const resource = fc.nat({ max: places - 1 });
const someResources = fc.oneof(
  { weight: 6, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.uniqueArray(resource, { minLength: 1, maxLength: 2 }) },
);

const edit = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .constantFrom<Piece>("orders", "ordersWide", "invoices", "users")
      .map((migrates): Edit => ({ set: { migrates } })),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(undefined, "own-task", "own-task", "another-task")
      .map((taskName): Edit => ({ set: { taskName } })),
  },
  { weight: 2, arbitrary: fc.boolean().map((isPresent): Edit => ({ set: { isPresent } })) },
  { weight: 2, arbitrary: fc.boolean().map((overwrite): Edit => ({ set: { overwrite } })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom<(readonly string[] | undefined)[]>(undefined, ["one"], ["two"])
      .map((triggers): Edit => ({ set: { triggers } })),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom<"with alias" | "without alias">("with alias", "without alias")
      .map((rename): Edit => ({ rename })),
  },
  { weight: 1, arbitrary: fc.constantFrom<0 | 1>(0, 1).map((instance): Edit => ({ set: { instance } })) },
  { weight: 1, arbitrary: fc.boolean().map((waitForCompletion): Edit => ({ set: { waitForCompletion } })) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<string[][]>([], ["topics"], ["*"], ["overwrite", "name"])
      .map((ignoreChanges): Edit => ({ set: { ignoreChanges } })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(undefined, true, false)
      .map((deleteBeforeReplace): Edit => ({ set: { deleteBeforeReplace } })),
  },
  { weight: 1, arbitrary: fc.boolean().map((retainOnDelete): Edit => ({ set: { retainOnDelete } })) },
);

const fault: fc.Arbitrary<Fault> = fc.record({
  kind: fc.constantFrom("resetAfterHandling", "resetAfterHandling", "reset", "http500", "gatewayTimeout", "emptyPage"),
  operation: fc.constantFrom("createTask", "createTask", "deleteTasks", "listTasks", "getTask"),
  nth: fc.integer({ min: 1, max: 3 }),
  count: fc.integer({ min: 1, max: 2 }),
});

/** What histories may hold. */
export interface Drawing {
  /** `kill -9`. It takes a process of its own, and so a second: only some histories are for that. Default: false. */
  readonly kills?: boolean;
  /** An environment or a configuration that names another project. Default: true. */
  readonly wrongProjects?: boolean;
}

function run({ kills = false, wrongProjects = true }: Drawing): fc.Arbitrary<Step> {
  const ending = fc.record({
    by: kills ? fc.constantFrom("interrupt" as const, "kill" as const) : fc.constant("interrupt" as const),
    afterRequests: fc.integer({ min: 1, max: 12 }),
  });
  return fc
    .record({
      kind: fc.constantFrom(...repeated<Operation["kind"]>({ up: 8, preview: 1, refresh: 2, destroy: 1 })),
      targets: someResources,
      replaced: someResources,
      faults: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(fault, { minLength: 1, maxLength: 2 }) },
      ),
      course: fc.constantFrom(...repeated<Course>({ finishes: 6, fails: 2, stuck: 1 })),
      end: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: ending }),
      chance: fc.nat({ max: 15 }),
    })
    .map(({ chance, end, faults, ...rest }) => {
      const isWrong = wrongProjects && chance === 0;
      return {
        do: "run" as const,
        ...rest,
        faults: isWrong ? [] : faults,
        wrongProject: isWrong,
        ...(end && !isWrong ? { end } : {}),
      };
    });
}

function repeated<Choice extends string>(weights: Readonly<Record<Choice, number>>): Choice[] {
  return (Object.entries(weights) as [Choice, number][]).flatMap(([choice, weight]) => Array(weight).fill(choice));
}

function step(drawing: Drawing): fc.Arbitrary<Step> {
  const about = (what: "forget" | "purge" | "submit elsewhere" | "imitate") =>
    resource.map((place): Step => ({ do: what, resource: place }));
  return fc.oneof(
    { weight: 9, arbitrary: run(drawing) },
    { weight: 7, arbitrary: fc.record({ do: fc.constant("edit" as const), resource, edit }) },
    { weight: 1, arbitrary: about("forget") },
    { weight: 2, arbitrary: about("purge") },
    { weight: 2, arbitrary: about("submit elsewhere") },
    { weight: 1, arbitrary: about("imitate") },
    { weight: 1, arbitrary: fc.constant<Step>({ do: "rename stack" }) },
    { weight: 1, arbitrary: fc.constant<Step>({ do: "release" }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 }).map((looks): Step => ({ do: "linger", looks })) },
  );
}

/** Random histories. */
export function histories(drawing: Drawing = {}): fc.Arbitrary<History> {
  return fc.record({
    projectIn: fc.constantFrom("configuration", "environment"),
    steps: fc.array(step(drawing), { minLength: 2, maxLength: 12, size: "max" }),
  });
}
