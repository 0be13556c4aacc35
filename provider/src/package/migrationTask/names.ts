import { createHash } from "node:crypto";
import { type Metadata, metadataHash } from "../../migration/index.ts";
import type { Value } from "../definition/index.ts";
import { parseUrn } from "../urn.ts";

/** The service's limit for a task's name. */
const longestName = 64;
/** Room for `-` and the number of a run. */
const numberRoom = 5;

/**
 * The names of a resource's tasks, one per run: the first run's name, and for every further run the same with a number. They
 * follow from the program alone, so that a task can be found again if state is lost.
 */
export interface TaskNames {
  /** True if the program sets the name; false if it is generated. */
  readonly isExplicit: boolean;
  /** The name of a run, counting from 1. */
  of(run: number): string;
  /** The run with this name. Undefined for any other name. */
  runOf(name: string): number | undefined;
  /**
   * The run with this name if it belongs to the same migration in the same stack under another resource name: what a renamed
   * resource leaves behind. Undefined for any other name, and for explicit names.
   */
  siblingRunOf(name: string): number | undefined;
}

/** The names of tasks whose name the program sets. */
export function explicitNames(name: string): TaskNames {
  return { ...numbered(name), isExplicit: true, siblingRunOf: () => undefined };
}

/** Whose names they are. */
export interface Naming {
  /** What the names begin with, for readers. */
  readonly label: string;
  /** Whoever has another scope has other names for the same migration. */
  readonly scope: readonly string[];
}

/** The naming of a resource's tasks. Its own name is only the label: a renamed resource is the same migration. */
export function resourceNaming(urn: string): Naming {
  const { stack, project, name } = parseUrn(urn);
  return { label: name, scope: [stack, project] };
}

/** What a generated name is computed from. */
export interface NamedMigration extends Naming {
  readonly instanceId: string;
  readonly metadata: Metadata;
  readonly triggers: Value | undefined;
}

/**
 * The names of tasks whose name nobody sets: the label, and a hash of scope, instance, metadata and triggers.
 */
export function generatedNames({ label, scope, instanceId, metadata, triggers }: NamedMigration): TaskNames {
  const content = JSON.stringify([...scope, instanceId, metadataHash(metadata), triggers ?? null]);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8);
  const letters = label.replace(/[^A-Za-z0-9_-]+/g, "-");
  const stem = /^[A-Za-z]/.test(letters) ? letters : `task-${letters}`;
  const base = `${stem.slice(0, longestName - numberRoom - hash.length - 1)}-${hash}`;
  const sibling = new RegExp(`-${hash}(?:-([1-9][0-9]*))?$`);
  return {
    ...numbered(base),
    isExplicit: false,
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
