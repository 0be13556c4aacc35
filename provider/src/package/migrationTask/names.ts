import { createHash } from "node:crypto";
import { type Metadata, metadataHash } from "../../migration/index.ts";
import type { Value } from "../definition/index.ts";

/** The service's limit for a task's name. */
const longestName = 64;
/** Room for `-` and the number of a run. */
const numberRoom = 5;

/**
 * The names that a resource's tasks have, run by run: the first run's, and the same with a number for every further one.
 * They follow from the program alone, so that a task can be found again when the state was lost.
 */
export interface TaskNames {
  /** True if the program gives the name. */
  readonly isOwn: boolean;
  /** The name of a run, counting from 1. */
  of(run: number): string;
  /** The run that has this name; undefined for any other name. */
  runOf(name: string): number | undefined;
  /**
   * The run of a task of the same stack that migrates the same, but was made for a resource of another name: what a
   * renamed resource leaves behind. Undefined for any other name, and for names that the program gives.
   */
  siblingRunOf(name: string): number | undefined;
}

/** The names of a task that the program names. */
export function ownNames(name: string): TaskNames {
  return { ...numbered(name), isOwn: true, siblingRunOf: () => undefined };
}

/** What a made name is computed from. */
export interface NamedMigration {
  readonly urn: string;
  readonly instanceId: string;
  readonly metadata: Metadata;
  readonly triggers: Value | undefined;
}

/**
 * The names of a task whose program gives none: the resource's name for people to read, and a hash of stack, project,
 * instance, metadata and triggers. The resource's name is not hashed: renamed without an alias, it is the same migration.
 */
export function madeNames({ urn, instanceId, metadata, triggers }: NamedMigration): TaskNames {
  // urn:pulumi:<stack>::<project>::<types>::<name>
  const [stack, project, , ...name] = urn.split("::");
  const content = JSON.stringify([stack, project, instanceId, metadataHash(metadata), triggers ?? null]);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8);
  const letters = name.join("::").replace(/[^A-Za-z0-9_-]+/g, "-");
  const stem = /^[A-Za-z]/.test(letters) ? letters : `task-${letters}`;
  const base = `${stem.slice(0, longestName - numberRoom - hash.length - 1)}-${hash}`;
  const sibling = new RegExp(`-${hash}(?:-([1-9][0-9]*))?$`);
  return {
    ...numbered(base),
    isOwn: false,
    siblingRunOf(candidate) {
      const match = sibling.exec(candidate);
      return match ? Number(match[1] ?? 1) : undefined;
    },
  };
}

function numbered(base: string): Pick<TaskNames, "of" | "runOf"> {
  const of = (run: number) => {
    const suffix = run === 1 ? "" : `-${run}`;
    return `${base.slice(0, longestName - suffix.length)}${suffix}`;
  };
  return {
    of,
    runOf(name) {
      if (name === base) return 1;
      const run = Number(/-([1-9][0-9]*)$/.exec(name)?.[1]);
      return run > 1 && of(run) === name ? run : undefined;
    },
  };
}
