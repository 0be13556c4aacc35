import { ResponseError } from "../errors.ts";
import { isNestedDeeperThan, type Json } from "../json.ts";
import { redact } from "../redact.ts";
import type { SettingTerms } from "../settingTerms.ts";
import { excerpt } from "./excerpt.ts";
import { serviceError } from "./serviceError.ts";
import type { WireRequest, WireResponse } from "./wire.ts";

/** The service's own responses have three levels. Deeper ones would end in a stack overflow somewhere. */
const maxLevels = 1000;

/**
 * The parsed JSON of a successful response, whatever its Content-Type.
 * @throws ServiceError for a status outside 200–299, ResponseError for a success that is not JSON, or is nested more than 1000 levels deep
 */
export function readResponse(
  request: WireRequest,
  response: WireResponse,
  now: Date,
  secrets: readonly string[],
  terms: SettingTerms,
): Json {
  if (response.status < 200 || response.status > 299) throw serviceError(request, response, now, secrets, terms);
  if (response.status === 204 && response.body === "") return null;
  const value = parse(response.body);
  if (value === undefined) throw notJson(request, response, secrets);
  if (isNestedDeeperThan(maxLevels, value)) {
    const { pathname } = new URL(request.url);
    throw new ResponseError(
      `${request.method} ${pathname}: The response is JSON that is nested more than ${maxLevels} levels deep, which the service never sends.`,
    );
  }
  return value;
}

/** Undefined if the body is not JSON. */
function parse(body: string): Json | undefined {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return undefined;
  }
}

function notJson(request: WireRequest, response: WireResponse, secrets: readonly string[]): ResponseError {
  const { pathname, origin } = new URL(request.url);
  const shown = (text: string) => excerpt(redact(text, secrets));
  const type = shown(response.headers["content-type"] ?? "no Content-Type");
  const start = shown(response.body);
  const seen = start === "" ? "an empty body" : `a body that starts with ${JSON.stringify(start)}`;
  const message =
    `${request.method} ${pathname}: expected JSON, but got HTTP ${response.status} (${type}) with ${seen}. ` +
    `Check that ${origin} is the service's endpoint and that no proxy or gateway responds in its place.`;
  return new ResponseError(redact(message, secrets), { isTransient: true });
}
