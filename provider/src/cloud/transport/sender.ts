import { dateOf } from "../clock.ts";
import type { Credentials } from "../credentials/credentials.ts";
import type { Keyring } from "../credentials/keyring.ts";
import { CancelledError, ConnectionError, CredentialsError, RocketMqError, ServiceError } from "../errors.ts";
import type { HostEnvironment } from "../hostEnvironment.ts";
import type { Json, Query } from "../json.ts";
import type { Endpoint } from "../location/endpoint.ts";
import { encodePath, encodeQuery } from "../signing/canonicalRequest.ts";
import { createSigner, type SignRequest } from "../signing/signRequest.ts";
import { messageOf } from "../thrown.ts";
import { abortable } from "./abortable.ts";
import type { Agents } from "./agents.ts";
import { exchange } from "./exchange.ts";
import type { PhaseLimits } from "./phaseLimits.ts";
import { readResponse } from "./readResponse.ts";
import { type RequestEnd, RequestWindow } from "./requestWindow.ts";
import { isRetried, retryDelayMs } from "./retryPolicy.ts";
import type { WireRequest } from "./wire.ts";

/** One call of a service's API. */
export interface Call {
  method: "GET" | "POST";
  endpoint: Endpoint;
  /** Plain, not percent-encoded; appended to the endpoint's base path. */
  path: string;
  query: Query;
  body?: Json;
  /** Sent as X-Project-Id; undefined for IAM. */
  projectId?: string;
  /** True if the service can process it twice without harm. */
  repeatable: boolean;
  signal?: AbortSignal | undefined;
}

/** Signs and sends calls, and retries them by the retry policy. */
export interface Sender {
  /**
   * Returns the response's parsed JSON.
   * @throws any RocketMqError of the cloud layer
   */
  send(call: Call): Promise<Json>;
}

/** What a sender needs. */
interface SenderParts {
  keyring: Keyring;
  agents: Agents;
  limits: PhaseLimits;
  maxRetries: number;
  insecure: boolean;
  host: HostEnvironment;
}

/** Creates the sender of a client. */
export function createSender({ keyring, agents, limits, maxRetries, insecure, host }: SenderParts): Sender {
  const { clock, log, terms } = host;
  const signRequest = createSigner();
  /** Hosts that have responded before: if a later DNS lookup fails, that is an outage and not a typo. */
  const hostsSeen = new Set<string>();
  const window = new RequestWindow(clock);

  async function sendOnce(call: Call, credentials: Credentials): Promise<Json> {
    const request = toSignedRequest(call, credentials, signRequest, dateOf(clock));
    const { host: hostName } = call.endpoint;
    try {
      const agent = await agents(request.url, { keepAlive: call.repeatable });
      const response = await exchange(request, { limits, terms, agent, insecure, signal: call.signal });
      hostsSeen.add(hostName);
      return readResponse(request, response, dateOf(clock), credentials.secrets, terms);
    } catch (error) {
      if (error instanceof ConnectionError && error.causeCode === "ENOTFOUND" && !hostsSeen.has(hostName)) {
        throw new ConnectionError(error.message, error.phase, error.causeCode, false);
      }
      throw error;
    }
  }

  /**
   * True if looking up the keys again, after the service refused them, finds different ones.
   * @throws CredentialsError, transient, if there are none at the moment: a file may be about to be replaced
   */
  async function hasOtherKeys(refused: Credentials, refusal: ServiceError): Promise<boolean> {
    try {
      return !(await keyring.afterRefusal(refused)).equals(refused);
    } catch (error) {
      const reason = `Keys could not be read again from ${refused.source}: ${messageOf(error)}`;
      throw new CredentialsError(`${refusal.message} ${reason}`, [], { isTransient: true });
    }
  }

  /** The error for refused keys when there are no others to try. Keys that have just changed may be complete in a moment. */
  function finalRefusal(refusal: ServiceError, { source }: Credentials): Error {
    if (!keyring.haveJustChanged()) return refusal;
    const reason = `Keys from ${source} have changed within the last minute, perhaps only in part.`;
    return new CredentialsError(`${refusal.message} ${reason}`, [], { isTransient: true });
  }

  return {
    async send(call) {
      let attempts = 0;
      let keysRenewed = false;
      for (let retry = 0; ; retry++) {
        const credentials = await abortable(keyring.current(), call.signal);
        attempts++;
        try {
          return await window.run(() => sendOnce(call, credentials), requestEnd, call.signal);
        } catch (error) {
          if (isRefusalOfKeys(error)) {
            const canRetry = !keysRenewed && (await abortable(hasOtherKeys(credentials, error), call.signal));
            if (!canRetry) throw withAttempts(finalRefusal(error, credentials), attempts);
            keysRenewed = true;
            log("debug", `${call.method} ${call.path}: the service refused the keys; retrying with new ones.`);
            retry--;
            continue;
          }
          if (retry >= maxRetries || !isRetried(error, call)) throw withAttempts(error, attempts);
          const delayMs = retryDelayMs(
            retry,
            error instanceof ServiceError ? error.retryAfterMs : undefined,
            clock.random(),
          );
          log("debug", `${(error as Error).message} Retry ${retry + 1} of ${maxRetries} in ${delayMs} ms.`);
          await clock.sleep(delayMs, call.signal);
          if (call.signal?.aborted) throw new CancelledError();
        }
      }
    },
  };
}

/** 401 for a wrong signature, 401 or 403 for an expired token. */
function isRefusalOfKeys(error: unknown): error is ServiceError {
  if (!(error instanceof ServiceError) || error.isThrottling) return false;
  return error.httpStatus === 401 || error.httpStatus === 403;
}

function requestEnd(error: unknown): RequestEnd {
  if (!(error instanceof ServiceError)) return "failed";
  return error.isThrottling ? "throttled" : "responded";
}

/** Signed for each attempt: the gateway refuses dates more than 15 minutes old, and the keys may have changed. */
function toSignedRequest(call: Call, credentials: Credentials, signRequest: SignRequest, date: Date): WireRequest {
  const { endpoint, method, query, projectId } = call;
  const path = `${endpoint.basePath}${call.path}`;
  const body = call.body === undefined ? "" : JSON.stringify(call.body);
  const { securityToken } = credentials;
  const headers = signRequest(
    {
      method,
      path,
      query,
      headers: {
        host: endpoint.host,
        ...(projectId === undefined ? {} : { "x-project-id": projectId }),
        ...(securityToken === undefined ? {} : { "x-security-token": securityToken }),
        ...(body === "" ? {} : { "content-type": "application/json" }),
      },
      body,
    },
    credentials,
    date,
  );
  const search = encodeQuery(query);
  const url = `${endpoint.origin}${encodePath(path)}${search === "" ? "" : `?${search}`}`;
  return { method, url, headers, body };
}

/** Adds to an error how many attempts were made. */
function withAttempts(error: unknown, attempts: number): unknown {
  const isFailure = error instanceof RocketMqError && !(error instanceof CancelledError);
  if (isFailure && attempts > 1) error.message += ` Tried ${attempts} times.`;
  return error;
}
