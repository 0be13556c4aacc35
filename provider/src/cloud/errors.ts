import { type RefusalKind, refusalKind } from "./errorCodes.ts";
import { printable } from "./printable.ts";

/** The base of all our errors, in every layer. */
export abstract class RocketMqError extends Error {
  /** Stable, for programs; `message` is for people. */
  abstract readonly code: string;
  /** True if the same call may succeed later without anyone acting, so that a wait goes on. Default: false. */
  readonly isTransient: boolean = false;

  /** @param message may quote the service: what a terminal would obey is escaped */
  constructor(message: string) {
    super(printable(message));
  }
}

/** A setting is missing or malformed. `property` is its name in the provider's configuration; empty if it is not one setting's fault. */
export class ConfigurationError extends RocketMqError {
  override readonly name = "ConfigurationError";
  readonly code = "CONFIGURATION";
  readonly property: string;

  constructor(property: string, message: string) {
    super(message);
    this.property = property;
  }
}

/** No usable access keys were found. `searched` lists the places searched, in order. */
export class CredentialsError extends RocketMqError {
  override readonly name = "CredentialsError";
  readonly code = "CREDENTIALS";
  readonly searched: string[];
  /** True if there were keys before, and they could not be looked up again. Default: false. */
  override readonly isTransient: boolean;

  constructor(message: string, searched: readonly string[] = [], options: { isTransient?: boolean } = {}) {
    super(message);
    this.searched = [...searched];
    this.isTransient = options.isTransient ?? false;
  }
}

/** The facts of a refusal. */
export interface ServiceFailure {
  method: string;
  url: string;
  httpStatus: number;
  /** Huawei's error code, such as `DMS.00404022`. */
  errorCode?: string | undefined;
  errorMessage?: string | undefined;
  requestId?: string | undefined;
  /** The pause that the service asked for with Retry-After, in milliseconds. */
  retryAfterMs?: number | undefined;
}

/** The service refused the request: an HTTP status outside 200–299. */
export class ServiceError extends RocketMqError {
  override readonly name = "ServiceError";
  readonly code = "SERVICE";
  readonly method: string;
  readonly url: string;
  readonly httpStatus: number;
  readonly errorCode: string | undefined;
  readonly errorMessage: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  /** What the refusal means to a program, by status and error code. */
  readonly kind: RefusalKind | undefined;
  /** Throttling, HTTP 408, and HTTP 5xx except "not implemented" (501) and "version not supported" (505). */
  override readonly isTransient: boolean;

  constructor(message: string, failure: ServiceFailure) {
    super(message);
    this.method = failure.method;
    this.url = failure.url;
    this.httpStatus = failure.httpStatus;
    this.errorCode = failure.errorCode;
    this.errorMessage = failure.errorMessage;
    this.requestId = failure.requestId;
    this.retryAfterMs = failure.retryAfterMs;
    this.kind = refusalKind(failure.httpStatus, failure.errorCode);
    const status = failure.httpStatus;
    this.isTransient = this.isThrottling || status === 408 || (status >= 500 && status !== 501 && status !== 505);
  }

  /** True if the service refused the request because of its rate, and so did not process it. */
  get isThrottling(): boolean {
    return this.kind === "throttled";
  }
}

/**
 * The phase in which a request failed, named as got names them: DNS lookup, TCP connection, TLS handshake, sending,
 * waiting for the response, reading it. `request` is the request as a whole.
 */
export type Phase = "lookup" | "connect" | "secureConnect" | "send" | "response" | "read" | "request";

const phasesBeforeSending: readonly Phase[] = ["lookup", "connect", "secureConnect"];

/** The connection could not be established, or it broke. */
export class ConnectionError extends RocketMqError {
  override readonly name = "ConnectionError";
  readonly code = "CONNECTION";
  readonly phase: Phase;
  /** Node's code, such as `ECONNREFUSED`. */
  readonly causeCode: string;
  /** False if a retry is pointless: an untrusted certificate, a host name that has never been found. */
  override readonly isTransient: boolean;

  constructor(message: string, phase: Phase, causeCode: string, isTransient = true) {
    super(message);
    this.phase = phase;
    this.causeCode = causeCode;
    this.isTransient = isTransient;
  }

  /** True if no byte of the request can have reached the service. */
  get neverSent(): boolean {
    return phasesBeforeSending.includes(this.phase);
  }
}

/** A phase of a request, or the request as a whole, timed out. */
export class TimeoutError extends RocketMqError {
  override readonly name = "TimeoutError";
  readonly code = "TIMEOUT";
  override readonly isTransient = true;
  readonly phase: Phase;

  constructor(message: string, phase: Phase) {
    super(message);
    this.phase = phase;
  }

  /** True if no byte of the request can have reached the service. */
  get neverSent(): boolean {
    return phasesBeforeSending.includes(this.phase);
  }
}

/** The service reported success, but its response is not what the API documents. */
export class ResponseError extends RocketMqError {
  override readonly name = "ResponseError";
  readonly code = "RESPONSE";
  /** True if the response does not look like the service's own, such as a gateway's HTML page. Default: false. */
  override readonly isTransient: boolean;

  constructor(message: string, options: { isTransient?: boolean } = {}) {
    super(message);
    this.isTransient = options.isTransient ?? false;
  }
}

/** The caller's AbortSignal was aborted. */
export class CancelledError extends RocketMqError {
  override readonly name = "CancelledError";
  readonly code = "CANCELLED";

  constructor(message = "Cancelled.") {
    super(message);
  }
}

/**
 * True for an error that may not recur, so that a wait goes on: throttling, HTTP 5xx, a broken connection, a timeout,
 * a gateway's HTML in place of JSON. False for errors that somebody must fix (401, 403, a missing instance, a malformed
 * request, bad configuration, a response of unknown shape), for cancellation, and for errors that are not ours.
 */
export function isTransient(error: unknown): boolean {
  return error instanceof RocketMqError && error.isTransient;
}

/**
 * True if a different request could succeed where this one failed: another page size, another way to ask. False for a
 * cancellation and for throttling, which say nothing about the request.
 */
export function mayBeDueToRequest(error: unknown): boolean {
  return !(error instanceof CancelledError || (error instanceof ServiceError && error.isThrottling));
}
