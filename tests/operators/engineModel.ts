import type { Connection } from "./connection.ts";
import type { Live, Timeouts, Values } from "./engineCalls.ts";
import * as calls from "./engineCalls.ts";

/**
 * Pulumi's engine, as far as a provider can tell: which calls it makes in which order, and what it keeps in state.
 * Written from pulumi/pulumi 3.259.0, pkg/resource/deploy: deployment_executor.go (refresh, performPostSteps),
 * step_generator.go (generateResourceSteps, continueStepsFromImport, continueStepsFromDiff, GenerateDeletes),
 * step.go (Apply of each step) and providers/registry.go (which process answers which call).
 * It knows one default provider and resources of the type MigrationTask, without parents and dependencies.
 */

/** A resource as the state has it. */
export interface Entry {
  /** Stays the same as long as the engine takes it for the same resource: through updates, refreshes and renames. */
  readonly serial: number;
  readonly urn: string;
  readonly id: string;
  readonly inputs: Values;
  readonly outputs: Values;
  readonly initErrors: readonly string[];
  /** Replaced, and to be deleted at the end of the next update that succeeds. */
  delete: boolean;
  /** Already deleted; to be recreated. */
  pendingReplacement: boolean;
  readonly refreshBeforeUpdate: boolean;
  readonly retainOnDelete: boolean;
  readonly timeouts: Timeouts;
}

/** A stack's state. */
export interface StackState {
  readonly stack: string;
  readonly project: string;
  /** The default provider's inputs; undefined until it exists. */
  readonly provider: Values | undefined;
  readonly entries: readonly Entry[];
}

/** What a program registers. */
export interface Goal {
  /** The resource's name. */
  readonly name: string;
  /** Earlier names of the resource. */
  readonly aliases: readonly string[];
  readonly inputs: Values;
  readonly ignoreChanges: readonly string[];
  readonly deleteBeforeReplace: boolean | undefined;
  readonly retainOnDelete: boolean;
  readonly timeouts: Timeouts;
}

/** A command of the operator. Resources are named by their names in the program. */
export interface Operation {
  readonly kind: "up" | "preview" | "refresh" | "destroy";
  readonly goals: readonly Goal[];
  /** The provider's configuration. */
  readonly config: Values;
  /** `--target`; empty: everything. */
  readonly targets: readonly string[];
  /** `--replace`. */
  readonly replaced: readonly string[];
}

/** A call that the engine made for a resource. */
export interface Call {
  readonly rpc: "Read" | "Check" | "Diff" | "Create" | "Update" | "Delete";
  readonly urn: string;
  /** Of the entry that it is about; undefined for Check and Create. */
  readonly id: string | undefined;
  readonly serial: number | undefined;
  readonly inputs: Values;
  /** How it ended. */
  answer: "none" | "done" | "partly" | "refused" | "failed" | "gone";
}

/** What an operation did. */
export interface Outcome {
  readonly succeeded: boolean;
  readonly cancelled: boolean;
  readonly state: StackState;
  readonly calls: readonly Call[];
  /** What the terminal shows as errors. */
  readonly errors: readonly string[];
  /** What else the plugin reported. */
  readonly messages: readonly string[];
}

/** The token of the resources that the model knows. */
const token = "huaweicloud-rocketmq:index:MigrationTask";

/** The urn of a resource. */
export function urnOf({ stack, project }: Pick<StackState, "stack" | "project">, name: string): string {
  return `urn:pulumi:${stack}::${project}::${token}::${name}`;
}

/** The state after `pulumi stack rename`. */
export function renamedStack(state: StackState, stack: string): StackState {
  const entries = state.entries.map((entry) => ({
    ...entry,
    urn: urnOf({ ...state, stack }, entry.urn.split("::").slice(3).join("::")),
  }));
  return { ...state, stack, entries };
}

/** Runs one operation on a state. */
export class EngineModel {
  readonly #before: StackState;
  readonly #operation: Operation;
  readonly #connect: () => Promise<Connection>;
  readonly #calls: Call[] = [];
  readonly #errors: string[] = [];
  readonly #connections: Connection[] = [];
  /** Configured with what the state has; it stays the provider if the configuration has not changed. */
  #provider: Connection | undefined;
  #providerInputs: Values | undefined;
  /** The state as it is written now: entries that are done are gone from it, new ones are in it. */
  #entries: Entry[];
  #serial: number;
  #cancelled = false;
  #failed = false;
  #replacesProvider = false;

  constructor(before: StackState, operation: Operation, connect: () => Promise<Connection>) {
    this.#before = before;
    this.#operation = operation;
    this.#connect = connect;
    this.#providerInputs = before.provider;
    this.#entries = before.entries.map((entry) => ({ ...entry }));
    this.#serial = Math.max(0, ...before.entries.map(({ serial }) => serial));
  }

  /** Ctrl-C: running calls are cancelled, and no more are started. */
  async interrupt(): Promise<void> {
    this.#cancelled = true;
    await Promise.all(this.#connections.map((plugin) => calls.cancel(plugin).catch(() => {})));
  }

  /** `kill -9` for the plugins. */
  kill(): void {
    for (const plugin of this.#connections) plugin.kill();
  }

  /** Runs the operation to its end. It never throws: every end is an outcome. */
  async run(): Promise<Outcome> {
    const { kind } = this.#operation;
    try {
      if (await this.#refresh(kind !== "refresh")) await this.#change();
    } catch (error) {
      this.#fail("", error);
    } finally {
      // At the end of every operation, whatever happened.
      await Promise.all(this.#connections.map((plugin) => calls.cancel(plugin).catch(() => {})));
      await Promise.all(this.#connections.map((plugin) => plugin.close()));
    }
    const isPreview = kind === "preview";
    return {
      succeeded: !this.#failed && !this.#cancelled,
      cancelled: this.#cancelled,
      state: isPreview
        ? this.#before
        : { ...this.#before, provider: this.#providerInputs, entries: this.#entries.map((entry) => ({ ...entry })) },
      calls: this.#calls,
      errors: this.#errors,
      messages: this.#connections.flatMap(({ messages }) => messages),
    };
  }

  get #isPreview(): boolean {
    return this.#operation.kind === "preview";
  }

  get #isOver(): boolean {
    return this.#failed || this.#cancelled;
  }

  #fail(urn: string, error: unknown): void {
    this.#failed = true;
    const text = error instanceof Error || hasMessage(error) ? error.message : String(error);
    this.#errors.push(`${urn.split("::").at(-1)}: ${text}`);
  }

  #isTargeted(urn: string): boolean {
    const { targets } = this.#operation;
    return targets.length === 0 || targets.some((name) => urnOf(this.#before, name) === urn);
  }

  /** deployment_executor.go, checkTargets: every target must be known by state, or by the program once that has run. */
  #knowsTargets(names: readonly string[], registered: ReadonlySet<string> = new Set()): boolean {
    const urns = names.map((name) => urnOf(this.#before, name));
    const unknown = urns.filter((urn) => !registered.has(urn) && !this.#entries.some((entry) => entry.urn === urn));
    for (const urn of unknown) this.#fail(urn, new Error("Target could not be found in the stack."));
    return unknown.length === 0;
  }

  async #open(): Promise<Connection> {
    const plugin = await this.#connect();
    this.#connections.push(plugin);
    return plugin;
  }

  /** The provider of what is in state: configured with what the state has, when it is first needed. */
  async #ensureProvider(): Promise<Connection> {
    if (this.#provider) return this.#provider;
    const plugin = await this.#open();
    await calls.configure(plugin, this.#before.provider ?? {});
    this.#provider = plugin;
    return plugin;
  }

  /**
   * Reads what is in state, and rewrites the state by it.
   * @param onlyFlagged before an update: only those that ask for it, but if any does, those pending deletion, too
   * @returns false if the operation ends here
   */
  async #refresh(onlyFlagged: boolean): Promise<boolean> {
    const isNeeded = onlyFlagged
      ? this.#entries.some((entry) => entry.refreshBeforeUpdate && !entry.delete)
      : this.#entries.length > 0;
    if (!isNeeded) return true;
    if (!this.#knowsTargets(this.#operation.targets)) return false;
    const read = this.#entries.filter(
      (entry) => (!onlyFlagged || entry.refreshBeforeUpdate) && this.#isTargeted(entry.urn),
    );
    if (read.length > 0) await this.#ensureProvider();
    const fresh = new Map<Entry, Entry | undefined>();
    // At once, and a failure of one does not stop the others.
    await Promise.all(read.map(async (entry) => fresh.set(entry, await this.#refreshOne(entry))));
    this.#entries = this.#entries.flatMap((entry) => {
      const now = fresh.has(entry) ? fresh.get(entry) : entry;
      return now ? [now] : [];
    });
    return !this.#isOver;
  }

  async #refreshOne(entry: Entry): Promise<Entry | undefined> {
    if (entry.pendingReplacement || this.#cancelled) return entry;
    const plugin = await this.#ensureProvider();
    try {
      const live = await this.#call("Read", entry.urn, entry, entry.inputs, () =>
        calls.read(plugin, entry.urn, entry.id, entry),
      );
      if (live.id === "") return undefined;
      const now: Entry = {
        ...entry,
        id: live.id,
        inputs: live.inputs ?? entry.inputs,
        outputs: live.outputs,
        initErrors: live.reasons,
        refreshBeforeUpdate: live.refreshBeforeUpdate,
      };
      // For what is shown: the new takes the place of the old, and the old of the new.
      await this.#call("Diff", entry.urn, now, entry.inputs, () =>
        calls.diff(plugin, now.urn, now.id, now, entry.inputs, []),
      );
      return now;
    } catch (error) {
      this.#fail(entry.urn, error);
      return entry;
    }
  }

  /** The program, and then the deletions. */
  async #change(): Promise<void> {
    const { kind, goals, replaced, targets } = this.#operation;
    if (kind === "refresh") return;
    if (!this.#knowsTargets(replaced)) return;
    const base = [...this.#entries];
    const registered = new Set<string>();
    const operatedOn = new Set<string>();
    if (kind !== "destroy") {
      if (goals.length > 0 && !(await this.#registerProvider())) return;
      await this.#registerAll(base, registered, operatedOn);
    }
    if (this.#isOver) return;
    const hasTargets = this.#knowsTargetsAfter(targets, registered, base);
    await this.#deleteRest(base, operatedOn);
    if (!hasTargets) this.#fail("", new Error("one or more targets could not be found in the stack"));
    if (!this.#isOver && !this.#isPreview && this.#entries.length === 0) this.#providerInputs = undefined;
  }

  #knowsTargetsAfter(targets: readonly string[], registered: ReadonlySet<string>, base: readonly Entry[]): boolean {
    return targets
      .map((name) => urnOf(this.#before, name))
      .every((urn) => registered.has(urn) || base.some((entry) => entry.urn === urn));
  }

  /** registry.go: Check starts a process; it is used only if the provider is new or has changed. */
  async #registerProvider(): Promise<boolean> {
    const urn = `urn:pulumi:${this.#before.stack}::${this.#before.project}::pulumi:providers:huaweicloud-rocketmq::default`;
    const plugin = await this.#open();
    const olds = this.#before.provider;
    const { inputs, failures } = await calls.checkConfig(plugin, urn, this.#operation.config, olds ?? {});
    for (const { reason } of failures) this.#fail(urn, new Error(reason));
    if (failures.length > 0) return false;
    if (olds) {
      const difference = await calls.diffConfig(plugin, urn, olds, inputs);
      this.#replacesProvider = difference.replaces;
      if (difference.hasChanges || difference.replaces) {
        await calls.configure(plugin, inputs);
        this.#provider = plugin;
      } else if (!this.#provider) {
        // What does not count as changed is configured as it was.
        await calls.configure(plugin, olds);
        this.#provider = plugin;
      }
    } else {
      await calls.configure(plugin, inputs);
      this.#provider = plugin;
    }
    this.#providerInputs = inputs;
    return true;
  }

  /** Steps are generated one after the other, and carried out at once. */
  async #registerAll(base: readonly Entry[], registered: Set<string>, operatedOn: Set<string>): Promise<void> {
    const chains: Promise<void>[] = [];
    const aliased = new Set<string>();
    for (const goal of this.#operation.goals) {
      if (this.#isOver) break;
      const urn = urnOf(this.#before, goal.name);
      try {
        const steps = await this.#stepsFor(goal, urn, base, registered, operatedOn, aliased);
        chains.push(
          steps().catch((error: unknown) => {
            this.#fail(urn, error);
          }),
        );
      } catch (error) {
        this.#fail(urn, error);
      }
      // What has been begun gets on, as in an engine whose steps run beside the generator.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(chains);
  }

  async #stepsFor(
    goal: Goal,
    urn: string,
    base: readonly Entry[],
    registered: Set<string>,
    operatedOn: Set<string>,
    aliased: Set<string>,
  ): Promise<() => Promise<void>> {
    if (registered.has(urn)) throw new Error("Duplicate resource URN; try giving it a unique name");
    registered.add(urn);
    const known = [urn, ...goal.aliases.map((name) => urnOf(this.#before, name))];
    const olds = base.filter((entry) => !entry.delete);
    const oldUrn = known.find((one) => olds.some((entry) => entry.urn === one));
    const old = olds.findLast((entry) => entry.urn === oldUrn);
    if (
      aliased.has(urn) ||
      (oldUrn !== undefined && oldUrn !== urn && (registered.has(oldUrn) || aliased.has(oldUrn)))
    ) {
      throw new Error("Duplicate resource alias");
    }
    if (oldUrn !== undefined && oldUrn !== urn) aliased.add(oldUrn);
    if (!this.#isTargeted(urn)) {
      if (old) operatedOn.add(old.urn);
      operatedOn.add(urn);
      return async () => {};
    }

    const isForced = this.#operation.replaced.includes(goal.name);
    const plugin = this.#provider;
    if (!plugin) throw new Error("no provider");
    const asked = old ? withIgnored(goal.inputs, old.inputs, goal.ignoreChanges) : goal.inputs;
    let inputs =
      old && !isForced ? await this.#check(urn, asked, old.inputs) : await this.#check(urn, goal.inputs, undefined);
    if (!old) return () => this.#create(goal, urn, inputs, undefined, false);

    if (old.urn !== urn) operatedOn.add(old.urn);
    operatedOn.add(urn);
    let difference = { hasChanges: true, replaces: true, deleteBeforeReplace: false };
    if (!isForced && !this.#replacesProvider) {
      difference = await this.#call("Diff", urn, old, inputs, () =>
        calls.diff(plugin, urn, old.id, old, inputs, goal.ignoreChanges),
      );
    }
    if ((difference.hasChanges && difference.replaces) || old.pendingReplacement) {
      if (!isForced) inputs = await this.#check(urn, goal.inputs, undefined);
      if (!(goal.deleteBeforeReplace ?? difference.deleteBeforeReplace)) {
        return () => this.#create(goal, urn, inputs, old, true);
      }
      return async () => {
        if (!old.pendingReplacement) await this.#delete(old, true);
        if (!this.#isOver) await this.#create(goal, urn, inputs, old, false);
      };
    }
    if (difference.hasChanges || old.initErrors.length > 0) return () => this.#update(goal, urn, inputs, old);
    return async () => {
      this.#put(old, {
        ...this.#fresh(goal, urn, inputs, old.serial),
        id: old.id,
        outputs: old.outputs,
        refreshBeforeUpdate: old.refreshBeforeUpdate,
      });
    };
  }

  async #check(urn: string, news: Values, olds: Values | undefined): Promise<Values> {
    const plugin = await this.#ensureProvider();
    const call: Call = { rpc: "Check", urn, id: undefined, serial: undefined, inputs: news, answer: "none" };
    this.#calls.push(call);
    const { inputs, failures } = await calls.check(plugin, urn, news, olds);
    call.answer = failures.length > 0 ? "refused" : "done";
    if (failures.length > 0)
      throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
    return inputs;
  }

  /** @param pendingDelete true: the old one is deleted at the end of the update */
  async #create(
    goal: Goal,
    urn: string,
    inputs: Values,
    old: Entry | undefined,
    pendingDelete: boolean,
  ): Promise<void> {
    const plugin = await this.#ensureProvider();
    const live = await this.#call("Create", urn, undefined, inputs, () =>
      calls.create(plugin, urn, inputs, goal.timeouts.create, this.#isPreview),
    );
    if (old && pendingDelete) old.delete = true;
    this.#serial += 1;
    const created: Entry = { ...this.#fresh(goal, urn, inputs, this.#serial), ...partOf(live), id: live.id };
    this.#put(old?.pendingReplacement ? old : undefined, created);
    if (live.reasons.length > 0) throw new Error(live.reasons.join("\n"));
  }

  async #update(goal: Goal, urn: string, inputs: Values, old: Entry): Promise<void> {
    const plugin = await this.#ensureProvider();
    const { ignoreChanges, timeouts } = goal;
    const options = { timeoutSeconds: timeouts.update, ignoreChanges, preview: this.#isPreview };
    const live = await this.#call("Update", urn, old, inputs, () =>
      calls.update(plugin, urn, old.id, old, inputs, options),
    );
    this.#put(old, { ...this.#fresh(goal, urn, inputs, old.serial), ...partOf(live), id: old.id });
    if (live.reasons.length > 0) throw new Error(live.reasons.join("\n"));
  }

  async #delete(entry: Entry, isReplaced: boolean): Promise<void> {
    if (!this.#isPreview && !entry.retainOnDelete) {
      const plugin = await this.#ensureProvider();
      await this.#call("Delete", entry.urn, entry, entry.inputs, () =>
        calls.deleteResource(plugin, entry.urn, entry.id, entry, entry.timeouts.delete),
      );
    }
    if (isReplaced) entry.pendingReplacement = true;
    if (!entry.pendingReplacement) this.#entries = this.#entries.filter((one) => one !== entry);
  }

  /** What was replaced, and what the program has no longer. */
  async #deleteRest(base: readonly Entry[], operatedOn: ReadonlySet<string>): Promise<void> {
    const condemned = base.filter(
      (entry) => this.#isTargeted(entry.urn) && (entry.delete || !operatedOn.has(entry.urn)),
    );
    if (condemned.some((entry) => !entry.pendingReplacement)) await this.#ensureProvider();
    await Promise.all(
      condemned.map(async (entry) => {
        if (this.#isOver) return;
        if (entry.pendingReplacement && !entry.delete) {
          this.#entries = this.#entries.filter((one) => one !== entry);
          return;
        }
        try {
          await this.#delete(entry, false);
        } catch (error) {
          this.#fail(entry.urn, error);
        }
      }),
    );
  }

  #fresh(goal: Goal, urn: string, inputs: Values, serial: number): Entry {
    return {
      serial,
      urn,
      id: "",
      inputs,
      outputs: {},
      initErrors: [],
      delete: false,
      pendingReplacement: false,
      refreshBeforeUpdate: false,
      retainOnDelete: goal.retainOnDelete,
      timeouts: goal.timeouts,
    };
  }

  /** Writes an entry into the state, in the place of an old one. */
  #put(old: Entry | undefined, entry: Entry): void {
    if (this.#isPreview) return;
    this.#entries = [...this.#entries.filter((one) => one !== old), entry];
  }

  async #call<Answer>(
    rpc: Call["rpc"],
    urn: string,
    entry: Entry | undefined,
    inputs: Values,
    work: () => Promise<Answer>,
  ): Promise<Answer> {
    const call: Call = { rpc, urn, id: entry?.id, serial: entry?.serial, inputs, answer: "none" };
    this.#calls.push(call);
    try {
      const answer = await work();
      const live = (answer ?? {}) as Partial<Live>;
      call.answer = (live.reasons?.length ?? 0) > 0 ? "partly" : rpc === "Read" && live.id === "" ? "gone" : "done";
      return answer;
    } catch (error) {
      call.answer = "failed";
      throw error;
    }
  }
}

function partOf({ outputs, refreshBeforeUpdate, reasons }: Live) {
  return { outputs, refreshBeforeUpdate, initErrors: reasons };
}

function hasMessage(error: unknown): error is { message: string } {
  return typeof error === "object" && error !== null && "message" in error && typeof error.message === "string";
}

/** step_generator.go, processIgnoreChanges: ignored properties get back the values that the state has. */
function withIgnored(news: Values, olds: Values, ignored: readonly string[]): Values {
  const names = ignored.includes("*") ? [...Object.keys(news), ...Object.keys(olds)] : ignored;
  const result: Record<string, unknown> = { ...news };
  for (const name of names) {
    if (name in olds) result[name] = olds[name];
    else delete result[name];
  }
  return result;
}
