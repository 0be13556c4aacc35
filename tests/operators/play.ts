import { setTimeout as timer } from "node:timers/promises";
import type { Fault } from "../../emulator/src/index.ts";
import { type Connection, connectHere, connectProcess } from "./connection.ts";
import type { Timeouts } from "./engineCalls.ts";
import {
  EngineModel,
  type Goal,
  type Operation,
  type Outcome,
  renamedStack,
  type StackState,
  urnOf,
} from "./engineModel.ts";
import { firstProgram, type History, places, type Resource, type Step } from "./history.ts";
import {
  instanceIds,
  metadata,
  otherProjectId,
  projectId,
  type ServiceEvent,
  type TaskRecord,
  World,
} from "./world.ts";

/** One operation of a history, with all that was seen of it. */
export interface Run {
  readonly operation: Operation;
  /** The program that it ran. */
  readonly program: readonly Resource[];
  readonly before: StackState;
  readonly outcome: Outcome;
  /** What its requests did at the service. */
  readonly events: readonly ServiceEvent[];
  /** The records at the service before and after it. */
  readonly recordsBefore: ReadonlyMap<string, TaskRecord>;
  readonly recordsAfter: ReadonlyMap<string, TaskRecord>;
  /** What went wrong on the way to the service. */
  readonly faults: readonly Fault[];
  readonly wasKilled: boolean;
  readonly wrongProject: boolean;
  /** True for those at the end of a history, which put things right. */
  readonly isFinal: boolean;
}

/** How long an operation may take in real time before it counts as one that never ends. */
const watchdogMs = 60_000;

/** How long a request that was cut off may take to reach the service. */
const cutOffMs = 10;

/** How long a resource waits, in seconds by the plugin's clock: long enough for a task that goes on. */
const waits = { create: 45, update: 45, delete: 45 };
/** In the end nothing is stuck, and nothing must time out on a machine that is busy. */
const finalWaits = { create: 900, update: 900, delete: 900 };

/** How often an operator tries to put things right before that counts as impossible. */
const finalTries = 4;

/** What carries an operation out: the model, or the real engine. */
export interface Engine {
  run(): Promise<Outcome>;
  /** Ctrl-C */
  interrupt(): Promise<void>;
  /** `kill -9` for the plugins. */
  kill(): void;
}

/** Prepares an operation on a state. */
export type EngineFactory = (before: StackState, operation: Operation, connect: () => Promise<Connection>) => Engine;

const modelled: EngineFactory = (before, operation, connect) => new EngineModel(before, operation, connect);

/** Plays a history, and at its end puts things right and updates until nothing changes. */
export async function play(history: History): Promise<Run[]> {
  const world = await World.open();
  try {
    const operator = new Operator(world, history.projectIn, modelled);
    for (const step of history.steps) await operator.take(step);
    await operator.putRight();
    return operator.runs;
  } finally {
    await world.close();
  }
}

/** Takes the steps of a history, one after the other. */
export class Operator {
  readonly runs: Run[] = [];
  readonly #world: World;
  readonly #projectIn: History["projectIn"];
  readonly #engine: EngineFactory;
  readonly #waits: Timeouts;
  #program: readonly Resource[] = firstProgram;
  #state: StackState = { stack: "dev", project: "shop", provider: undefined, entries: [] };
  #renames = 0;

  /** @param timeouts how long its resources wait */
  constructor(world: World, projectIn: History["projectIn"], engine: EngineFactory, timeouts: Timeouts = waits) {
    this.#waits = timeouts;
    this.#world = world;
    this.#projectIn = projectIn;
    this.#engine = engine;
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case "edit":
        this.#edit(step.resource, (resource) =>
          "set" in step.edit ? { ...resource, ...step.edit.set } : this.#renamed(resource, step.edit.rename),
        );
        break;
      case "run":
        await this.#run(step, false);
        break;
      case "forget": {
        const urn = this.#urnAt(step.resource);
        this.#state = { ...this.#state, entries: this.#state.entries.filter((entry) => entry.urn !== urn) };
        break;
      }
      case "rename stack":
        this.#renames += 1;
        this.#state = renamedStack(this.#state, `dev${this.#renames}`);
        break;
      case "purge": {
        const urn = this.#urnAt(step.resource);
        for (const { id } of this.#state.entries.filter((entry) => entry.urn === urn)) {
          this.#world.purge(id.split("/").at(-1) ?? "");
        }
        break;
      }
      case "release":
        this.#world.release();
        break;
      case "linger":
        this.#world.linger(step.looks);
        break;
      case "submit elsewhere": {
        const { taskName = "own-task", instance, migrates } = this.#at(step.resource);
        this.#world.submitElsewhere(instanceIds[instance], taskName, migrates);
        this.#edit(step.resource, (resource) => ({ ...resource, taskName }));
        break;
      }
      case "imitate": {
        const { taskName = "own-task", instance, migrates } = this.#at(step.resource);
        const same = { isPresent: true, taskName, instance, migrates };
        this.#edit(step.resource, (resource) => ({ ...resource, ...same }));
        this.#edit((step.resource + 1) % places, (resource) => ({ ...resource, ...same }));
        break;
      }
    }
  }

  /** What an operator does in the end: no more faults, what failed runs again, and names that are in use are given up. */
  async putRight(): Promise<void> {
    this.#world.linger(0);
    this.#world.release();
    this.#program = this.#program.map((resource) => ({
      ...resource,
      overwrite: true,
      ignoreChanges: [],
      waitForCompletion: true,
    }));
    let replaced: number[] = [];
    for (let tries = 1; tries <= finalTries; tries += 1) {
      const run = await this.#run(finalRun(replaced), true);
      if (run.outcome.succeeded) break;
      replaced = this.#program.flatMap((_, place) => (this.#isUnfinished(place) ? [place] : []));
      for (const error of run.outcome.errors) {
        const place = this.#program.findIndex(({ name }) => error.startsWith(`${name}:`));
        if (/name/i.test(error) && place >= 0 && this.#at(place).taskName !== undefined) {
          this.#edit(place, (resource) => ({ ...resource, taskName: `fresh-task-${place}-${tries}` }));
        }
      }
    }
    await this.#run(finalRun([]), true);
  }

  #at(place: number): Resource {
    const resource = this.#program[place];
    if (!resource) throw new Error(`There is no place ${place}.`);
    return resource;
  }

  #urnAt(place: number): string {
    return urnOf(this.#state, this.#at(place).name);
  }

  #edit(place: number, change: (resource: Resource) => Resource): void {
    this.#program = this.#program.map((resource, index) => (index === place ? change(resource) : resource));
  }

  #renamed(resource: Resource, how: "with alias" | "without alias"): Resource {
    const aliases = how === "with alias" ? [resource.name, ...resource.aliases] : [];
    return { ...resource, name: `${resource.name}-x`, aliases };
  }

  #isUnfinished(place: number): boolean {
    const urn = this.#urnAt(place);
    return this.#state.entries.some(
      (entry) => entry.urn === urn && !entry.delete && entry.outputs.status !== "finished",
    );
  }

  async #run(step: Extract<Step, { do: "run" }>, isFinal: boolean): Promise<Run> {
    const { kind, end, wrongProject } = step;
    const isKill = end?.by === "kill";
    const project = wrongProject ? otherProjectId : projectId;
    const names = (chosen: readonly number[]) =>
      chosen.map((place) => this.#at(place)).flatMap(({ isPresent, name }) => (isPresent ? [name] : []));
    const operation: Operation = {
      kind,
      goals: this.#program
        .filter(({ isPresent }) => isPresent)
        .map((resource) => goalOf(resource, isFinal ? finalWaits : this.#waits)),
      config: this.#world.config(this.#projectIn === "configuration" ? project : undefined, isKill ? 3 : 0),
      // `--replace` for what is not in state is refused by the engine before it does anything.
      targets: kind === "up" || kind === "preview" ? names(step.targets) : [],
      replaced: (kind === "up" || kind === "preview" ? names(step.replaced) : []).filter((name) =>
        this.#state.entries.some(({ urn }) => urn === urnOf(this.#state, name)),
      ),
    };
    const environment: Record<string, string> = this.#projectIn === "environment" ? { HW_PROJECT_ID: project } : {};
    const connect = async (): Promise<Connection> => (isKill ? connectProcess(environment) : connectHere());
    const engine = this.#engine(this.#state, operation, connect);
    const recordsBefore = this.#world.records();
    this.#world.course = isKill && step.course === "stuck" ? "finishes" : step.course;
    if (isKill) this.#world.release();
    let wasKilled = false;
    this.#world.begin(step.faults, (count) => {
      if (count !== end?.afterRequests) return;
      if (isKill) engine.kill();
      else void engine.interrupt();
      wasKilled = isKill;
    });
    process.env.HW_PROJECT_ID = environment.HW_PROJECT_ID ?? "";
    if (process.env.HW_PROJECT_ID === "") delete process.env.HW_PROJECT_ID;
    const before = this.#state;
    const outcome = await inTime(engine.run(), `${kind} never ended`);
    // A request that was cut off may be under way still, and reach the service.
    if (end) await timer(cutOffMs);
    this.#state = outcome.state;
    const run: Run = {
      operation,
      program: this.#program,
      before,
      outcome,
      events: this.#world.end(),
      recordsBefore,
      recordsAfter: this.#world.records(),
      faults: step.faults,
      wasKilled,
      wrongProject,
      isFinal,
    };
    this.runs.push(run);
    return run;
  }
}

function finalRun(replaced: readonly number[]): Extract<Step, { do: "run" }> {
  return { do: "run", kind: "up", targets: [], replaced, faults: [], course: "finishes", wrongProject: false };
}

function goalOf(resource: Resource, timeouts: Timeouts): Goal {
  const { name, aliases, ignoreChanges, deleteBeforeReplace, retainOnDelete } = resource;
  const { taskName, triggers, overwrite, waitForCompletion } = resource;
  return {
    name,
    aliases,
    ignoreChanges,
    deleteBeforeReplace,
    retainOnDelete,
    timeouts,
    inputs: {
      instanceId: instanceIds[resource.instance],
      topics: metadata[resource.migrates],
      overwrite,
      waitForCompletion,
      ...(taskName === undefined ? {} : { name: taskName }),
      ...(triggers === undefined ? {} : { triggers }),
    },
  };
}

async function inTime<T>(work: Promise<T>, message: string): Promise<T> {
  const isOver = new AbortController();
  const late = timer(watchdogMs, undefined, { signal: isOver.signal }).then(() => {
    throw new Error(message);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => {});
    isOver.abort();
  }
}
