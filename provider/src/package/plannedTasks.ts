/** The part of an operation's memory that tasks and gates share: where the operation creates tasks. */
export class PlannedTasks {
  readonly #instanceIds = new Set<string>();

  /** Notes that this operation creates a task on the instance, or replaces one. */
  planTaskOn(instanceId: string): void {
    this.#instanceIds.add(instanceId);
  }

  /** True if this operation creates a task on the instance, as far as the program has run. */
  plansTaskOn(instanceId: string): boolean {
    return this.#instanceIds.has(instanceId);
  }
}
