import { ServiceError } from "../errors.ts";
import { asObject, asText } from "../json.ts";
import { redact } from "../redact.ts";
import type { SettingTerms } from "../settingTerms.ts";
import { adviceFor } from "./advice.ts";
import { excerpt } from "./excerpt.ts";
import { parseRetryAfter } from "./retryPolicy.ts";
import type { WireRequest, WireResponse } from "./wire.ts";

/** The most that is quoted of Huawei's message, which says why a request was refused. */
const maxMessageCharacters = 1000;

/** Makes an error of a response outside 200–299, with everything that helps: Huawei's code and message, request id, advice. */
export function serviceError(
  request: WireRequest,
  response: WireResponse,
  now: Date,
  secrets: readonly string[],
  terms: SettingTerms,
): ServiceError {
  const shown = (text: string | undefined, atMost?: number) =>
    text === undefined ? undefined : excerpt(redact(text, secrets), atMost) || undefined;
  const fault = readFault(response.body);
  const errorCode = shown(fault.code);
  const errorMessage = fault.message === undefined ? shown(response.body) : shown(fault.message, maxMessageCharacters);
  const requestId = shown(asText(response.headers["x-request-id"]) ?? fault.requestId);
  const { pathname, search } = new URL(request.url);
  const said = [errorCode, errorMessage].filter((text) => text !== undefined).join(" ");
  const advice = adviceFor({ request, response, errorCode, now, terms });
  const message =
    `${request.method} ${pathname}${search} failed with HTTP ${response.status}` +
    (said === "" ? "" : `: ${said}`) +
    (requestId === undefined ? "." : ` (request id ${requestId}).`) +
    (advice === undefined ? "" : ` ${advice}`);
  return new ServiceError(redact(message, secrets), {
    method: request.method,
    url: request.url,
    httpStatus: response.status,
    errorCode,
    errorMessage,
    requestId,
    retryAfterMs: parseRetryAfter(response.headers["retry-after"], now),
  });
}

interface Fault {
  code?: string | undefined;
  message?: string | undefined;
  requestId?: string | undefined;
}

/** Huawei's gateways and services spell the same two fields in three ways, at the top level or one level down. */
const spellings: readonly (readonly [code: string, message: string])[] = [
  ["error_code", "error_msg"],
  ["errorCode", "errorMsg"],
  ["code", "message"],
];

function readFault(body: string): Fault {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return {};
  }
  const outer = asObject(value);
  if (outer === undefined) return {};
  for (const object of [outer, ...Object.values(outer).map(asObject)]) {
    if (object === undefined) continue;
    for (const [codeName, messageName] of spellings) {
      const code = asCode(object[codeName]);
      const message = asText(object[messageName]);
      if (code === undefined && message === undefined) continue;
      return { code, message, requestId: asText(object.request_id) ?? asText(outer.request_id) };
    }
  }
  return { requestId: asText(outer.request_id) };
}

/** IAM's codes are numbers. */
function asCode(value: unknown): string | undefined {
  return typeof value === "number" ? String(value) : asText(value);
}
