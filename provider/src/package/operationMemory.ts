/**
 * What the calls of one operation (`up`, `preview`, `refresh`, `destroy`) must know about each other. An `Operation` has one, and
 * passes it to check, diff, preview, create, read and delete. Each resource keeps its own part in it. It ends with the operation:
 * what must outlive it is in state.
 */
export class OperationMemory {
  readonly #parts = new Map<new () => object, unknown>();

  /** The operation's only object of this class, created by the first call that asks for it. */
  part<T extends object>(type: new () => T): T {
    const part = (this.#parts.get(type) as T | undefined) ?? new type();
    this.#parts.set(type, part);
    return part;
  }
}
