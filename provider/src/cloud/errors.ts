/** The base of every error of ours, in every layer: `code` is stable and made for programs, `message` for people. */
export abstract class RocketMqError extends Error {
  abstract readonly code: string;
}

/** A configuration value is missing or malformed; `property` names it as the provider's configuration does. */
export class ConfigurationError extends RocketMqError {
  override readonly name = "ConfigurationError";
  readonly code = "CONFIGURATION";
  readonly property: string;

  constructor(property: string, message: string) {
    super(message);
    this.property = property;
  }
}

/** No usable access keys were found; `searched` lists the places that were looked at, in order. */
export class CredentialsError extends RocketMqError {
  override readonly name = "CredentialsError";
  readonly code = "CREDENTIALS";
  readonly searched: string[];

  constructor(message: string, searched: readonly string[] = []) {
    super(message);
    this.searched = [...searched];
  }
}

/** What a ServiceError is made of. */
export interface ServiceFailure {
  method: string;
  url: string;
  httpStatus: number;
  /** Huawei's error code, such as `DMS.00404022`. */
  errorCode?: string | undefined;
  errorMessage?: string | undefined;
  requestId?: string | undefined;
  /** The wait the service asked for by Retry-After, in milliseconds. */
  retryAfterMs?: number | undefined;
}

/** The service answered, and the answer is a refusal: an HTTP status outside 200–299. */
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

  constructor(message: string, failure: ServiceFailure) {
    super(message);
    this.method = failure.method;
    this.url = failure.url;
    this.httpStatus = failure.httpStatus;
    this.errorCode = failure.errorCode;
    this.errorMessage = failure.errorMessage;
    this.requestId = failure.requestId;
    this.retryAfterMs = failure.retryAfterMs;
  }

  /**
   * True when the service refused the request for its rate, and therefore did not process it. It says so in three
   * ways: HTTP 429, the gateway's own codes under any status, and RocketMQ's code under HTTP 404.
   */
  get isThrottling(): boolean {
    return (
      this.httpStatus === 429 ||
      this.errorCode === "APIG.0308" ||
      this.errorCode === "APIGW.0308" ||
      (this.httpStatus === 404 && this.errorCode === "DMS.10240407")
    );
  }

  /** True when the same request may succeed later: throttling, HTTP 408 and 5xx, except "not implemented" ones. */
  get isTransient(): boolean {
    const { httpStatus: status } = this;
    return this.isThrottling || status === 408 || (status >= 500 && status !== 501 && status !== 505);
  }
}

/**
 * The part of a request in which it failed: looking up the host's name, connecting, the TLS handshake, sending, waiting
 * for the answer, reading it; or the limit of the whole request.
 */
export type Phase = "lookup" | "connect" | "secureConnect" | "send" | "response" | "read" | "request";

const phasesBeforeSending: readonly Phase[] = ["lookup", "connect", "secureConnect"];

/** The connection could not be made, or it broke. */
export class ConnectionError extends RocketMqError {
  override readonly name = "ConnectionError";
  readonly code = "CONNECTION";
  readonly phase: Phase;
  /** Node's code, such as `ECONNREFUSED`. */
  readonly causeCode: string;
  /** False when trying again is of no use: an untrusted certificate, a host name that has never been found. */
  readonly mayPass: boolean;

  constructor(message: string, phase: Phase, causeCode: string, mayPass = true) {
    super(message);
    this.phase = phase;
    this.causeCode = causeCode;
    this.mayPass = mayPass;
  }

  /** True when no byte of the request can have reached the service. */
  get neverSent(): boolean {
    return phasesBeforeSending.includes(this.phase);
  }
}

/** A phase of a request, or the whole of it, took longer than its limit. */
export class TimeoutError extends RocketMqError {
  override readonly name = "TimeoutError";
  readonly code = "TIMEOUT";
  readonly phase: Phase;

  constructor(message: string, phase: Phase) {
    super(message);
    this.phase = phase;
  }

  /** True when no byte of the request can have reached the service. */
  get neverSent(): boolean {
    return phasesBeforeSending.includes(this.phase);
  }
}

/** The service said "success", but its answer is not what the API promises. */
export class AnswerError extends RocketMqError {
  override readonly name = "AnswerError";
  readonly code = "ANSWER";
  /** True for an answer that did not come from the service itself, such as a gateway's HTML page. Default: false. */
  readonly mayPass: boolean;

  constructor(message: string, options: { mayPass?: boolean } = {}) {
    super(message);
    this.mayPass = options.mayPass ?? false;
  }
}

/** The caller's AbortSignal ended the work. */
export class CancelledError extends RocketMqError {
  override readonly name = "CancelledError";
  readonly code = "CANCELLED";

  constructor(message = "Cancelled.") {
    super(message);
  }
}

/**
 * True for a fault that may pass by itself, so that a wait goes on: throttling, HTTP 5xx, a broken connection, a timeout,
 * a gateway's HTML in place of JSON. False for everything that stays until somebody acts: 401, 403, a missing instance,
 * a malformed request, bad configuration, an answer of an unknown shape; and for a cancellation.
 */
export function isPassing(error: unknown): boolean {
  if (error instanceof ServiceError) return error.isTransient;
  if (error instanceof ConnectionError || error instanceof AnswerError) return error.mayPass;
  return error instanceof TimeoutError;
}
