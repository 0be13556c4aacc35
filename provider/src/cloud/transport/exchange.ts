import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import type { Response } from "got";
import { version } from "../../version.ts";
import { CancelledError, ResponseError } from "../errors.ts";
import type { SettingTerms } from "../settingTerms.ts";
import { toConnectionError } from "./connectionError.ts";
import type { PhaseLimits } from "./phaseLimits.ts";
import type { WireRequest, WireResponse } from "./wire.ts";

/** Not signed, because proxies may add to it. */
const userAgent = `pulumi-huaweicloud-rocketmq/${version} (node ${process.versions.node}; ${process.platform} ${process.arch})`;

/** Far more than any real response; keeps an endpoint that is not the service's from filling memory. */
const maxResponseBytes = 64 * 1024 * 1024;

/**
 * Sends a request once: no retries, no redirects, and a response of any status is returned.
 * @throws ConnectionError, TimeoutError, ResponseError (a response over 64 MiB), CancelledError
 */
export async function exchange(
  request: WireRequest,
  options: {
    limits: PhaseLimits;
    terms: SettingTerms;
    agent?: HttpAgent | HttpsAgent;
    insecure?: boolean;
    signal?: AbortSignal | undefined;
  },
): Promise<WireResponse> {
  if (options.signal?.aborted) throw new CancelledError();
  // Loaded with the first request, so that the plugin starts without waiting for an HTTP client.
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
      if (transferred > maxResponseBytes) tooLarge.abort();
    });
    return toResponse(await sending);
  } catch (error) {
    if (options.signal?.aborted) throw new CancelledError();
    if (tooLarge.signal.aborted) {
      throw new ResponseError(
        `${request.method} ${new URL(request.url).pathname}: the response is larger than 64 MiB. ` +
          `Check that ${new URL(request.url).origin} is the endpoint of the service.`,
      );
    }
    throw toConnectionError(error, request, options.terms);
  }
}

function agentOption(url: string, agent: HttpAgent | HttpsAgent): { http: HttpAgent } | { https: HttpsAgent } {
  return url.startsWith("https:") ? { https: agent as HttpsAgent } : { http: agent };
}

function toResponse(response: Response<string>): WireResponse {
  const headers = Object.entries(response.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : value,
  ]);
  return { status: response.statusCode, headers: Object.fromEntries(headers), body: response.body };
}
