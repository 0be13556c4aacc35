import type { Credentials } from "../credentials/credentials.ts";
import type { Keyring } from "../credentials/keyring.ts";
import { AnswerError, CancelledError, ConnectionError, isPassing, ServiceError, TimeoutError } from "../errors.ts";
import type { Json, Query } from "../json.ts";
import type { Endpoint } from "../location/endpoint.ts";
import { encodePath, encodeQuery } from "../signing/canonicalRequest.ts";
import { createSigner, type SignRequest } from "../signing/signRequest.ts";
import type { Surroundings } from "../surroundings.ts";
import { abortable } from "./abortable.ts";
import type { Agents } from "./agents.ts";
import { exchange, type WireRequest } from "./exchange.ts";
import type { PhaseLimits } from "./phaseLimits.ts";
import { readAnswer } from "./readAnswer.ts";
import { retryDelayMs } from "./retryDelay.ts";

/** One call of a service's API. */
export interface Call {
  method: "GET" | "POST";
  endpoint: Endpoint;
  /** Plain, not percent-encoded; appended to the endpoint's base path. */
  path: string;
  query: Query;
  body?: Json;
  /** Sent as X-Project-Id; left out for IAM. */
  projectId?: string;
  /** True when sending it twice does no harm. */
  repeatable: boolean;
  signal?: AbortSignal | undefined;
}

/** Sends calls, signed, and again where that helps and does no harm. */
export interface Sender {
  /** Answers the parsed JSON. Throws any error of the cloud layer. */
  send(call: Call): Promise<Json>;
}

/** What a sender works with. */
interface SenderParts {
  keyring: Keyring;
  agents: Agents;
  limits: PhaseLimits;
  maxRetries: number;
  insecure: boolean;
  surroundings: Surroundings;
}

/** Makes a sender. */
export function createSender({ keyring, agents, limits, maxRetries, insecure, surroundings }: SenderParts): Sender {
  const { now, sleep, random, log } = surroundings;
  const signRequest = createSigner();
  /** Hosts that have answered once: when their name cannot be looked up later, that is an outage, not a typing error. */
  const hostsSeen = new Set<string>();

  async function sendOnce(call: Call, credentials: Credentials): Promise<Json> {
    const request = toSignedRequest(call, credentials, signRequest, now());
    const { host } = call.endpoint;
    try {
      const agent = await agents(request.url, { keepAlive: call.repeatable });
      const answer = await exchange(request, { limits, agent, insecure, signal: call.signal });
      hostsSeen.add(host);
      return readAnswer(request, answer, now(), credentials.secrets);
    } catch (error) {
      if (error instanceof ConnectionError && error.causeCode === "ENOTFOUND" && !hostsSeen.has(host)) {
        throw new ConnectionError(error.message, error.phase, error.causeCode, false);
      }
      throw error;
    }
  }

  /** True when the keys that were refused have been replaced by other ones. */
  async function hasOtherKeys(refused: Credentials): Promise<boolean> {
    try {
      return !(await keyring.afterRefusal(refused)).equals(refused);
    } catch {
      return false;
    }
  }

  return {
    async send(call) {
      let attempts = 0;
      let keysRenewed = false;
      for (let retry = 0; ; retry++) {
        const credentials = await abortable(keyring.current(), call.signal);
        attempts++;
        try {
          return await sendOnce(call, credentials);
        } catch (error) {
          if (error instanceof ServiceError && error.httpStatus === 401 && !keysRenewed) {
            keysRenewed = true;
            if (await abortable(hasOtherKeys(credentials), call.signal)) {
              log("debug", `${call.method} ${call.path}: the keys were refused; trying those just read.`);
              retry--;
              continue;
            }
          }
          if (retry >= maxRetries || !mayRetry(error, call.repeatable)) throw afterAttempts(error, attempts);
          const delayMs = retryDelayMs(retry, error instanceof ServiceError ? error.retryAfterMs : undefined, random());
          log("debug", `${(error as Error).message} Retry ${retry + 1} of ${maxRetries} in ${delayMs} ms.`);
          await sleep(delayMs, call.signal);
          if (call.signal?.aborted) throw new CancelledError();
        }
      }
    },
  };
}

/** Every attempt is signed anew: the gateway refuses a date older than 15 minutes, and the keys may be new. */
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

/** A request that must not be processed twice is sent again only when it surely was not processed at all. */
function mayRetry(error: unknown, repeatable: boolean): boolean {
  if (!isPassing(error)) return false;
  if (repeatable) return true;
  if (error instanceof ServiceError) return error.isThrottling;
  return (error instanceof ConnectionError || error instanceof TimeoutError) && error.neverSent;
}

function afterAttempts(error: unknown, attempts: number): unknown {
  const isOurs =
    error instanceof ServiceError ||
    error instanceof ConnectionError ||
    error instanceof TimeoutError ||
    error instanceof AnswerError;
  if (isOurs && attempts > 1) error.message += ` Tried ${attempts} times.`;
  return error;
}
