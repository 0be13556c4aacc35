import { ConnectionError, isTransient, ServiceError, TimeoutError } from "../errors.ts";

// What is retried, how often, and after what pause.

const firstDelayMs = 500;
const maxDelayMs = 30_000;

/** The longest pause before a retry, even if Retry-After asks for more: a caller is waiting. */
const maxRetryAfterMs = 120_000;

/**
 * True if a failed request is worth another attempt. One that must not be processed twice is retried only if the service
 * cannot have processed it: it was throttled, or it was never sent.
 */
export function isRetried(error: unknown, { repeatable }: { repeatable: boolean }): boolean {
  if (!isTransient(error)) return false;
  if (repeatable) return true;
  if (error instanceof ServiceError) return error.isThrottling;
  return (error instanceof ConnectionError || error instanceof TimeoutError) && error.neverSent;
}

/**
 * The pause before a retry, in milliseconds: exponential backoff with full jitter, between 0 and 0.5, 1, 2, 4 … 30 s, but
 * never less than the service asked for with Retry-After (at most two minutes).
 * @param retry counts from 0
 * @param random in [0, 1)
 */
export function retryDelayMs(retry: number, retryAfterMs: number | undefined, random: number): number {
  const backoffMs = Math.floor(random * Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(retry, 16)));
  return Math.max(backoffMs, Math.min(retryAfterMs ?? 0, maxRetryAfterMs));
}

/** Reads a Retry-After header, seconds or an HTTP date, as milliseconds from `now`; undefined if it is neither. */
export function parseRetryAfter(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}
