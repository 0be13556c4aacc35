/**
 * The `result` of a task that has finished or failed: JSON in a string. Its layout is published nowhere, so the emulator
 * has several plausible ones; a client must handle each.
 */
import type { Behaviour, Failure } from "./scenario.ts";
import type { Item } from "./taskMetadata.ts";

/** Writes the result of a task with these items, of which these failed. */
export function writeResult(
  layout: NonNullable<Behaviour["result"]>,
  items: readonly Item[],
  failures: readonly Failure[],
): string {
  const rows = withOutcome(items, failures);
  switch (layout) {
    case "items":
      return JSON.stringify(
        rows.map(({ kind, name, vhost, reason }) => ({
          type: kind,
          ...(vhost === undefined ? {} : { vhost }),
          name,
          status: reason === undefined ? "success" : "failed",
          ...(reason === undefined ? {} : { reason }),
        })),
      );
    case "byKind": {
      const kinds = [...new Set(rows.map((row) => row.kind))];
      return JSON.stringify(
        Object.fromEntries(
          kinds.map((kind) => {
            const ofKind = rows.filter((row) => row.kind === kind);
            const failed = ofKind.filter((row) => row.reason !== undefined);
            return [
              kind,
              {
                success: ofKind.filter((row) => row.reason === undefined).map((row) => row.name),
                failed: failed.map(({ name, reason }) => ({ name, reason })),
              },
            ];
          }),
        ),
      );
    }
    case "byName":
      return JSON.stringify(
        Object.fromEntries(
          rows.map(({ name, reason }) => [name, reason === undefined ? "success" : `failed: ${reason}`]),
        ),
      );
    case "text": {
      const failed = rows.filter((row) => row.reason !== undefined);
      const lines = failed.map(({ kind, name, reason }) => `${kind} ${name}: ${reason}`);
      return [`${rows.length - failed.length} of ${rows.length} migrated`, ...lines].join("\n");
    }
  }
}

interface Outcome extends Item {
  readonly reason?: string;
}

/** Every item with the reason if it failed; failures of things that are not among the items come last. */
function withOutcome(items: readonly Item[], failures: readonly Failure[]): Outcome[] {
  const unmatched = new Set(failures);
  const rows = items.map((item): Outcome => {
    const failure = failures.find((one) => isFailureOf(one, item));
    if (failure === undefined) return item;
    unmatched.delete(failure);
    return { ...item, reason: failure.reason };
  });
  return [...rows, ...unmatched];
}

/** True if the failure is about this item. */
export function isFailureOf(failure: Failure, item: Item): boolean {
  return (
    failure.kind === item.kind &&
    failure.name === item.name &&
    (failure.vhost === undefined || failure.vhost === item.vhost)
  );
}
