import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import type { Response } from "got";
import { version } from "../../version.ts";
import { AnswerError, CancelledError } from "../errors.ts";
import { connectionFault } from "./connectionFault.ts";
import type { PhaseLimits } from "./phaseLimits.ts";

/** A request as it goes onto the wire. */
export interface WireRequest {
  method: "GET" | "POST";
  url: string;
  headers: Readonly<Record<string, string>>;
  /** "" for none. */
  body: string;
}

/** What came back, whatever its status. */
export interface WireAnswer {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  body: string;
}

/** Not signed: proxies may add to it. */
const userAgent = `pulumi-huaweicloud-rocketmq/${version} (node ${process.versions.node}; ${process.platform} ${process.arch})`;

/** Far above any real answer; protects the memory from an endpoint that is none. */
const maxAnswerBytes = 64 * 1024 * 1024;

/**
 * Sends one request once: no retry, no redirect followed, any status is an answer.
 * Throws ConnectionError, TimeoutError, AnswerError (larger than 64 MiB) or CancelledError.
 */
export async function exchange(
  request: WireRequest,
  options: {
    limits: PhaseLimits;
    agent?: HttpAgent | HttpsAgent;
    insecure?: boolean;
    signal?: AbortSignal | undefined;
  },
): Promise<WireAnswer> {
  if (options.signal?.aborted) throw new CancelledError();
  // Loaded at the first request: the plugin must be up before it needs an HTTP client.
  const { default: got } = await import("got");
  const tooLarge = new AbortController();
  const signals = [tooLarge.signal, ...(options.signal ? [options.signal] : [])];
  try {
    const sending = got(request.url, {
      method: request.method,
      headers: { accept: "application/json", "user-agent": userAgent, ...request.headers },
      ...(request.body === "" ? {} : { body: request.body }),
      ...(options.agent ? { agent: agentOption(request.url, options.agent) } : {}),
      https: { rejectUnauthorized: !options.insecure },
      timeout: options.limits,
      signal: AbortSignal.any(signals),
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      decompress: false,
    });
    sending.on("downloadProgress", ({ transferred }) => {
      if (transferred > maxAnswerBytes) tooLarge.abort();
    });
    return toAnswer(await sending);
  } catch (error) {
    if (options.signal?.aborted) throw new CancelledError();
    if (tooLarge.signal.aborted) {
      throw new AnswerError(`${request.method} ${new URL(request.url).pathname}: the answer is larger than 64 MiB.`);
    }
    throw connectionFault(error, request);
  }
}

function agentOption(url: string, agent: HttpAgent | HttpsAgent): { http: HttpAgent } | { https: HttpsAgent } {
  return url.startsWith("https:") ? { https: agent as HttpsAgent } : { http: agent };
}

function toAnswer(response: Response<string>): WireAnswer {
  const headers = Object.entries(response.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : value,
  ]);
  return { status: response.statusCode, headers: Object.fromEntries(headers), body: response.body };
}
