const baseMs = 500;
const capMs = 30_000;

/** However long a wait Retry-After asks for, a retry comes after two minutes at the latest: a caller is waiting. */
const maxRetryAfterMs = 120_000;

/**
 * The wait before a retry, in milliseconds: exponential backoff with full jitter, from 0 up to 0.5, 1, 2, 4 … 30 s, and
 * never less than what the service asked for by Retry-After (which is capped at two minutes).
 * `retry` counts from 0; `random` is in [0, 1).
 */
export function retryDelayMs(retry: number, retryAfterMs: number | undefined, random: number): number {
  const backoffMs = Math.floor(random * Math.min(capMs, baseMs * 2 ** Math.min(retry, 16)));
  return Math.max(backoffMs, Math.min(retryAfterMs ?? 0, maxRetryAfterMs));
}

/** Reads a Retry-After header, seconds or HTTP date, as milliseconds from `now`; undefined when there is none to read. */
export function parseRetryAfter(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}
