/** Reads a scenario from JSON: its schema, and what one part of it requires of another. */

import type { Alteration, Loss } from "./deviations.ts";
import { brokerNames } from "./instanceContent.ts";
import {
  type Creation,
  type Instance,
  type Project,
  type Scenario,
  scenarioChangeSchema,
  scenarioSchema,
  type Task,
} from "./scenario.ts";
import { inSnakeCase, itemsOf } from "./taskMetadata.ts";
import { ValidationError, validate } from "./validate.ts";

/**
 * Reads a whole scenario.
 * @throws ValidationError for the first mistake.
 */
export function readScenario(value: unknown): Scenario {
  const scenario = validate(scenarioSchema, value);
  checkInstances(scenario.instances, scenario.projects);
  scenario.ecsMetadata?.accessKeys.forEach((accessKey, index) => {
    if (!scenario.accessKeys.some((one) => one.accessKey === accessKey)) {
      throw new ValidationError(
        `ecsMetadata.accessKeys[${index}]`,
        `must be one of this scenario's access keys, not "${accessKey}"`,
      );
    }
  });
  return scenario;
}

/**
 * Reads the parts of a scenario that replace those of `current`.
 * @throws ValidationError for the first mistake.
 */
export function readScenarioChange(value: unknown, current: Scenario): Partial<Scenario> {
  const change = validate(scenarioChangeSchema, value);
  checkInstances(change.instances ?? [], change.projects ?? current.projects);
  return change;
}

function checkInstances(instances: readonly Instance[], projects: readonly Project[]): void {
  if (projects.length === 0 && instances.length > 0) {
    throw new ValidationError("projects", "must have at least one project, because there are instances");
  }
  requireUnique(instances, "id", "instances");
  instances.forEach(({ projectId, tasks = [] }, index) => {
    const path = `instances[${index}]`;
    if (projectId !== undefined && !projects.some((project) => project.id === projectId)) {
      throw new ValidationError(
        `${path}.projectId`,
        `must be the id of one of this scenario's projects, not ${projectId}`,
      );
    }
    requireUnique(tasks, "id", `${path}.tasks`);
    requireUnique(tasks, "name", `${path}.tasks`);
  });
  instances.forEach((instance, index) => {
    checkDeviations(instance, instance.tasks ?? [], `instances[${index}].tasks`);
    checkDeviations(instance, instance.creations ?? [], `instances[${index}].creations`);
  });
}

/** Losses and alterations name brokers of the instance, and those of a task what it migrates: else they would do nothing. */
function checkDeviations(instance: Instance, entries: readonly (Task | Creation)[], path: string): void {
  const brokers = brokerNames(instance.brokers);
  entries.forEach((entry, index) => {
    for (const setting of ["lost", "altered"] as const) {
      (entry[setting] ?? []).forEach((deviation, position) => {
        const at = `${path}[${index}].${setting}[${position}]`;
        const broker = "broker" in deviation ? deviation.broker : undefined;
        if (broker !== undefined && !brokers.includes(broker)) {
          throw new ValidationError(`${at}.broker`, `must be one of ${brokers.join(", ")}, not "${broker}"`);
        }
        if ("type" in entry && !isMigrated(entry, deviation)) {
          throw new ValidationError(
            `${at}.name`,
            `must be a ${deviation.kind} of this task, or *, not "${deviation.name}"`,
          );
        }
      });
    }
  });
}

function isMigrated({ type, metadata }: Task, { kind, name }: Loss | Alteration): boolean {
  // What a rabbitToRocket task creates has names of the emulator's own.
  if (type === "rabbitToRocket" || name === "*") return true;
  return itemsOf(inSnakeCase(metadata ?? {})).some((item) => item.kind === kind && item.name === name);
}

function requireUnique<K extends string>(items: readonly Partial<Record<K, string>>[], key: K, path: string): void {
  const seen = new Set<string>();
  items.forEach((item, index) => {
    const value = item[key];
    if (value === undefined) return;
    if (seen.has(value))
      throw new ValidationError(`${path}[${index}].${key}`, `must be unique, but ${value} occurs twice`);
    seen.add(value);
  });
}
