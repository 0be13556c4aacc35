import type { Properties } from "./definition/index.ts";

/** A resource as the state of the stack has it. */
export interface StateEntry {
  /** `<instanceId>/<taskId>`. */
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** What a new resource takes the place of. */
export interface Previous {
  readonly entry: StateEntry;
  /** True if the engine asks for a new resource without having asked for a comparison. */
  readonly isForced: boolean;
}

/**
 * What the calls of one operation (`up`, `preview`, `refresh`, `destroy`) must know of each other. Made when the plugin
 * starts, and anew at each Configure for a plugin that is attached to; handed to check, diff, preview, create, read and
 * delete. Nothing of it outlives the operation: what must, is in the state.
 */
export class OperationMemory {
  /** Which resource a task's name belongs to, by instance and name. */
  readonly #owners = new Map<string, string>();
  readonly #instancesWithNewTasks = new Set<string>();
  /** What state has under a urn: the live entry, and any that are about to be deleted. */
  readonly #entries = new Map<string, StateEntry[]>();
  /** What Diff found to be replaced, by urn. */
  readonly #replaced = new Map<string, StateEntry>();
  /** How many entries of the state hold a record, by id, as far as they were read in this operation. */
  readonly #readHolders = new Map<string, number>();
  /** Which resources of the program hold a record, by id. */
  readonly #programHolders = new Map<string, Set<string>>();
  readonly #statuses = new Map<string, string>();
  /** How many entries with this id could not be read, and were not compared since. */
  readonly #unread = new Map<string, number>();
  readonly #stale = new Set<string>();
  readonly #checked = new Set<string>();
  readonly #created = new Set<string>();
  readonly #deleted = new Set<string>();
  readonly #spared = new Set<string>();

  /** Gives a task's name to a resource. Answers the urn of the resource that it belongs to: another one's if it is taken. */
  claimName(instanceId: string, name: string, urn: string): string {
    const key = `${instanceId}/${name}`;
    const owner = this.#owners.get(key) ?? urn;
    this.#owners.set(key, owner);
    return owner;
  }

  /** The urn of the resource that a task's name belongs to, if a resource of this program has claimed it. */
  ownerOf(instanceId: string, name: string): string | undefined {
    return this.#owners.get(`${instanceId}/${name}`);
  }

  /** Notes that the program has the resource. */
  noteChecked(urn: string): void {
    this.#checked.add(urn);
  }

  /** Notes the status that the service tells of a task that the engine has not read. */
  noteStatus(id: string, status: string): void {
    this.#statuses.set(id, status);
  }

  /** The status of a task that was asked for in this operation; undefined if what state has is all that is known. */
  statusOf(id: string): string | undefined {
    return this.#statuses.get(id);
  }

  /** True if the program has the resource, as far as it has come. */
  isChecked(urn: string): boolean {
    return this.#checked.has(urn);
  }

  /** Entries of the state whose resources the program does not have, as far as it has come: renamed ones, or dropped ones. */
  abandoned(): readonly StateEntry[] {
    return [...this.#entries].flatMap(([urn, entries]) =>
      this.#checked.has(urn) ? [] : entries.filter(({ id }) => !this.#programHolders.get(id)?.size),
    );
  }

  /** Notes that this operation creates a task on the instance, or replaces one. */
  planTaskOn(instanceId: string): void {
    this.#instancesWithNewTasks.add(instanceId);
  }

  /** True if this operation creates a task on the instance, as far as the program has come. */
  plansTaskOn(instanceId: string): boolean {
    return this.#instancesWithNewTasks.has(instanceId);
  }

  /** Notes an entry of the state that the engine has read at the start of the operation. */
  noteRead(urn: string, entry: StateEntry): void {
    this.#entries.set(urn, [...(this.#entries.get(urn) ?? []), entry]);
    this.#readHolders.set(entry.id, (this.#readHolders.get(entry.id) ?? 0) + 1);
  }

  /** Notes that a task could not be read: the configuration that the engine read it with may not be the program's. */
  noteUnread(id: string): void {
    this.#unread.set(id, (this.#unread.get(id) ?? 0) + 1);
    this.#stale.add(id);
  }

  /** True if the engine has read the task in this operation, with the configuration that is in force. */
  wasRead(id: string): boolean {
    return this.#readHolders.has(id) && !this.#stale.has(id);
  }

  /** True once for each entry of a task that could not be read: the engine compares right after it has read. */
  takeUnread(id: string): boolean {
    const left = this.#unread.get(id) ?? 0;
    this.#unread.set(id, Math.max(0, left - 1));
    return left > 0;
  }

  /** Notes the live entry of a resource of the program, and whether it is about to be replaced. */
  noteDiff(urn: string, entry: StateEntry, isReplaced: boolean): void {
    const others = (this.#entries.get(urn) ?? []).filter(({ id }) => id !== entry.id);
    this.#entries.set(urn, [...others, entry]);
    // In a refresh the engine compares what the program may no longer have.
    if (!this.#checked.has(urn)) return;
    const holders = this.#programHolders.get(entry.id) ?? new Set();
    if (isReplaced) holders.delete(urn);
    else holders.add(urn);
    this.#programHolders.set(entry.id, holders);
    if (isReplaced) this.#replaced.set(urn, entry);
    else this.#replaced.delete(urn);
  }

  /**
   * The entry that a new resource of this urn takes the place of: what Diff found to be replaced, else what the state
   * has although the engine asks for a new one (`--replace`, a tainted resource, a replacement that was cut off).
   */
  previous(urn: string): Previous | undefined {
    const replaced = this.#replaced.get(urn);
    if (replaced) return { entry: replaced, isForced: false };
    // Of several, all but the live one are about to be deleted, and older.
    const [entry] = (this.#entries.get(urn) ?? []).toSorted((one, other) => runOf(other) - runOf(one));
    return entry && { entry, isForced: true };
  }

  /** Ids of the entries that the state has under this urn. */
  idsOf(urn: string): readonly string[] {
    return (this.#entries.get(urn) ?? []).map(({ id }) => id);
  }

  /** True if the state has this record under a urn other than the given one. */
  isHeldByAnother(id: string, urn: string): boolean {
    return [...this.#entries].some(([other, entries]) => other !== urn && entries.some((entry) => entry.id === id));
  }

  /** Notes the record that a resource holds from now on. */
  noteCreated(id: string): void {
    this.#created.add(id);
  }

  /** True if the record was deleted in this operation: the service may show it for a moment longer. */
  wasDeleted(id: string): boolean {
    return this.#deleted.has(id);
  }

  noteDeleted(id: string): void {
    this.#deleted.add(id);
  }

  /**
   * Takes one entry's hold off a record.
   * @param isOurs true if the entry would delete the record, so that the last holder does it in its place
   * @returns true if another entry of the state still holds the record, so that it must stay
   */
  release(id: string, isOurs: boolean): boolean {
    const read = this.#readHolders.get(id) ?? 0;
    this.#readHolders.set(id, Math.max(0, read - 1));
    // Where the engine read in another process, what the program keeps is all that is known.
    const inProgram = this.#programHolders.get(id)?.size ?? 0;
    const isHeld = this.#created.has(id) || (read > 0 ? read > 1 : inProgram > 0);
    if (isHeld && isOurs) this.#spared.add(id);
    return isHeld;
  }

  /** True if a record was left alone before, only because another entry held it: the last holder deletes it. */
  wasSpared(id: string): boolean {
    return this.#spared.has(id);
  }
}

function runOf({ outputs }: StateEntry): number {
  return typeof outputs.run === "number" ? outputs.run : 1;
}
