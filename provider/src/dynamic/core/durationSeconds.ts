const unitSeconds: Readonly<Record<string, number>> = {
  h: 3600,
  m: 60,
  s: 1,
  ms: 1e-3,
  us: 1e-6,
  µs: 1e-6,
  ns: 1e-9,
};

/**
 * Reads a duration of `customTimeouts`, such as `90m` or `1h30m`. Pulumi takes those of Go's `time.ParseDuration`, and
 * refuses others before a provider sees them.
 * @returns nothing if there is none, or it is zero: the default counts then
 */
export function durationSeconds(duration: string | undefined): { timeoutSeconds?: number } {
  const parts = [...(duration ?? "").matchAll(/(\d+\.?\d*|\.\d+)(h|ms|m|s|us|µs|ns)/g)];
  const timeoutSeconds = parts.reduce(
    (sum, [, count, unit]) => sum + Number(count) * (unitSeconds[unit ?? ""] ?? 0),
    0,
  );
  return timeoutSeconds > 0 ? { timeoutSeconds } : {};
}
