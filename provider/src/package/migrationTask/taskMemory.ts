import type { Properties } from "../definition/index.ts";
import type { OperationMemory } from "../operationMemory.ts";

/** A resource in the stack's state. */
export interface StateEntry {
  /** `<instanceId>/<taskId>`. */
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** The entry that a new resource replaces. */
export interface Previous {
  readonly entry: StateEntry;
  /** True if the engine creates the resource without having compared it. */
  readonly isForced: boolean;
}

/** What the calls of one operation must know about each other's tasks: the part of this resource in an operation's memory. */
export function taskMemory({ memory }: { readonly memory: OperationMemory }): TaskMemory {
  return memory.part(TaskMemory);
}

/**
 * Names that are claimed, entries that were read or compared, records that were created or deleted. Nothing at the service carries
 * a Pulumi identity, and the engine's calls for a resource come one by one: only together do they show whose a task is.
 */
export class TaskMemory {
  /** The URN of the resource that a task's name belongs to, by instance and name. */
  readonly #owners = new Map<string, string>();
  /** The entries in state by URN: the live one, and those that are about to be deleted. */
  readonly #entries = new Map<string, StateEntry[]>();
  /** The entries that diff found to be replaced, by URN. */
  readonly #replaced = new Map<string, StateEntry>();
  /** How many entries use a record, by ID, among those that were read in this operation. */
  readonly #readUsers = new Map<string, number>();
  /** The URNs of the program's resources that use a record, by ID. */
  readonly #programUsers = new Map<string, Set<string>>();
  readonly #statuses = new Map<string, string>();
  /** How many entries with this ID could not be read, and have not been compared since. */
  readonly #unread = new Map<string, number>();
  readonly #stale = new Set<string>();
  readonly #checked = new Set<string>();
  readonly #created = new Set<string>();
  readonly #deleted = new Set<string>();
  readonly #spared = new Set<string>();

  /** Claims a task's name for a resource. Returns the URN of its owner: that of another resource if the name is taken. */
  claimName(instanceId: string, name: string, urn: string): string {
    const key = `${instanceId}/${name}`;
    const owner = this.#owners.get(key) ?? urn;
    this.#owners.set(key, owner);
    return owner;
  }

  /** The URN of the resource of this program that has claimed a task's name. */
  ownerOf(instanceId: string, name: string): string | undefined {
    return this.#owners.get(`${instanceId}/${name}`);
  }

  /** Notes that the program has the resource. */
  noteChecked(urn: string): void {
    this.#checked.add(urn);
  }

  /** Notes the current status of a task that the engine has not read. */
  noteStatus(id: string, status: string): void {
    this.#statuses.set(id, status);
  }

  /** The status of a task that was looked up in this operation. Undefined if only state has one. */
  statusOf(id: string): string | undefined {
    return this.#statuses.get(id);
  }

  /** True if the program has the resource, as far as it has run. */
  isChecked(urn: string): boolean {
    return this.#checked.has(urn);
  }

  /** Entries whose resources the program does not have, as far as it has run: they were renamed or removed. */
  abandoned(): readonly StateEntry[] {
    return [...this.#entries].flatMap(([urn, entries]) =>
      this.#checked.has(urn) ? [] : entries.filter(({ id }) => !this.#programUsers.get(id)?.size),
    );
  }

  /** Notes an entry that the engine has read at the start of the operation. */
  noteRead(urn: string, entry: StateEntry): void {
    this.#entries.set(urn, [...(this.#entries.get(urn) ?? []), entry]);
    this.#readUsers.set(entry.id, (this.#readUsers.get(entry.id) ?? 0) + 1);
  }

  /** Notes that a task could not be read: the engine may have used another configuration than the program's. */
  noteUnread(id: string): void {
    this.#unread.set(id, (this.#unread.get(id) ?? 0) + 1);
    this.#stale.add(id);
  }

  /** True if the engine has read the task in this operation, with the current configuration. */
  wasRead(id: string): boolean {
    return this.#readUsers.has(id) && !this.#stale.has(id);
  }

  /** True once for each entry that could not be read: the engine compares it right after the attempt. */
  takeUnread(id: string): boolean {
    const left = this.#unread.get(id) ?? 0;
    this.#unread.set(id, Math.max(0, left - 1));
    return left > 0;
  }

  /** Notes the live entry of a resource of the program, and whether it is about to be replaced. */
  noteDiff(urn: string, entry: StateEntry, isReplaced: boolean): void {
    const others = (this.#entries.get(urn) ?? []).filter(({ id }) => id !== entry.id);
    this.#entries.set(urn, [...others, entry]);
    // In a refresh, the engine also compares resources that the program no longer has.
    if (!this.#checked.has(urn)) return;
    const users = this.#programUsers.get(entry.id) ?? new Set();
    if (isReplaced) users.delete(urn);
    else users.add(urn);
    this.#programUsers.set(entry.id, users);
    if (isReplaced) this.#replaced.set(urn, entry);
    else this.#replaced.delete(urn);
  }

  /**
   * The entry that a new resource with this URN replaces: the one that diff found to be replaced, otherwise the one that is in
   * state although the engine creates the resource (`--replace`, a tainted resource, an interrupted replacement).
   */
  previous(urn: string): Previous | undefined {
    const replaced = this.#replaced.get(urn);
    if (replaced) return { entry: replaced, isForced: false };
    // The live one has the latest run. All others are about to be deleted.
    const [entry] = (this.#entries.get(urn) ?? []).toSorted((one, other) => runOf(other) - runOf(one));
    return entry && { entry, isForced: true };
  }

  /** IDs of the entries with this URN. */
  idsOf(urn: string): readonly string[] {
    return (this.#entries.get(urn) ?? []).map(({ id }) => id);
  }

  /** True if an entry with another URN uses this record. */
  isUsedByAnother(id: string, urn: string): boolean {
    return [...this.#entries].some(([other, entries]) => other !== urn && entries.some((entry) => entry.id === id));
  }

  /** Notes a record that a resource uses from now on. */
  noteCreated(id: string): void {
    this.#created.add(id);
  }

  /** True if the record was deleted in this operation: the service may still show it for a moment. */
  wasDeleted(id: string): boolean {
    return this.#deleted.has(id);
  }

  /** Notes that a record was deleted. */
  noteDeleted(id: string): void {
    this.#deleted.add(id);
  }

  /**
   * Notes that an entry no longer uses a record.
   * @param deletesRecord true if the entry would delete the record, so that the last one that uses it must
   * @returns true if another entry still uses the record, so that it must be kept
   */
  release(id: string, deletesRecord: boolean): boolean {
    const read = this.#readUsers.get(id) ?? 0;
    this.#readUsers.set(id, Math.max(0, read - 1));
    // If the engine read in another process, only the program's own resources are known.
    const inProgram = this.#programUsers.get(id)?.size ?? 0;
    const isUsed = this.#created.has(id) || (read > 0 ? read > 1 : inProgram > 0);
    if (isUsed && deletesRecord) this.#spared.add(id);
    return isUsed;
  }

  /** True if a record was kept only because another entry used it: the last entry deletes it. */
  wasSpared(id: string): boolean {
    return this.#spared.has(id);
  }
}

function runOf({ outputs }: StateEntry): number {
  return typeof outputs.run === "number" ? outputs.run : 1;
}
