/** The emulator's state: the current scenario, instances and faults. */
import { FaultList } from "./faults.ts";
import { InstanceState } from "./instances.ts";
import type { Scenario } from "./scenario.ts";

/** The state behind one emulator. */
export class World {
  readonly start: Date;
  readonly faults = new FaultList();
  readonly instances = new Map<string, InstanceState>();
  scenario: Scenario;

  constructor(scenario: Scenario, start: Date) {
    this.scenario = scenario;
    this.start = start;
    this.#addInstances(scenario, start);
    for (const fault of scenario.faults ?? []) this.faults.add(fault);
  }

  /**
   * Replaces parts of the scenario. Instances with new ids are added, those with known ids restart, and the others stay. Faults replace all faults. The times of access keys still count from the emulator's start.
   */
  change(changed: Partial<Scenario>, now: Date): void {
    this.scenario = { ...this.scenario, ...changed };
    if (changed.instances !== undefined) this.#addInstances(this.scenario, now);
    if (changed.faults !== undefined) {
      this.faults.clear();
      for (const fault of changed.faults) this.faults.add(fault);
    }
  }

  #addInstances(scenario: Scenario, start: Date): void {
    for (const instance of scenario.instances) {
      const projectId = instance.projectId ?? scenario.projects[0]?.id ?? "";
      this.instances.set(instance.id, new InstanceState(instance, projectId, start));
    }
  }
}
