import type { GateDescription } from "../gateDescription.ts";

const unitSeconds: ReadonlyMap<string, number> = new Map([
  ["h", 3600],
  ["m", 60],
  ["s", 1],
  ["ms", 1e-3],
  ["us", 1e-6],
  ["µs", 1e-6],
  ["ns", 1e-9],
]);

/**
 * The time limit that `customTimeouts` sets for an operation. An update without one has that of a create: the engine does not
 * pass it to the plugin, but here both are known.
 * @returns nothing if there is none, or it is zero: then the default applies
 */
export function customTimeout(
  gate: Pick<GateDescription, "customTimeouts"> | undefined,
  operation: "create" | "update",
): { timeoutSeconds?: number } {
  const { create, update } = gate?.customTimeouts ?? {};
  const timeoutSeconds = durationSeconds((operation === "update" ? update : undefined) ?? create ?? "");
  return timeoutSeconds > 0 ? { timeoutSeconds } : {};
}

/**
 * Reads a duration such as `90m` or `1h30m`. Pulumi accepts those of Go's `time.ParseDuration`, and refuses others before a
 * provider sees them.
 */
function durationSeconds(duration: string): number {
  const parts = [...duration.matchAll(/(\d+\.?\d*|\.\d+)(h|ms|m|s|us|µs|ns)/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (unitSeconds.get(unit ?? "") ?? 0), 0);
}
