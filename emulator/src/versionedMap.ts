/** Values by name, each with its past versions, so that a list can show how they were a while ago. */
interface Version<T> {
  readonly since: number;
  readonly value: T;
}

/** Named values in the order of their creation. */
export class VersionedMap<T> {
  readonly #versions = new Map<string, Version<T>[]>();

  /** Sets a value, as if it had always been this one. */
  replace(name: string, value: T): void {
    this.#versions.set(name, [{ since: Number.NEGATIVE_INFINITY, value }]);
  }

  /** Sets a value from this time on. */
  change(name: string, value: T, since: Date): void {
    this.#versions.set(name, [...(this.#versions.get(name) ?? []), { since: since.getTime(), value }]);
  }

  /** Removes a value and its past. False if there is none. */
  remove(name: string): boolean {
    return this.#versions.delete(name);
  }

  /** The newest version. */
  latest(name: string): T | undefined {
    return this.#versions.get(name)?.at(-1)?.value;
  }

  /** The names of all values. */
  names(): string[] {
    return [...this.#versions.keys()];
  }

  /** All values as they were at this time. */
  at(time: Date): T[] {
    return [...this.#versions.values()].flatMap((versions) => {
      const version = versions.findLast(({ since }) => since <= time.getTime());
      return version === undefined ? [] : [version.value];
    });
  }
}
