import { ResponseError } from "../errors.ts";
import type { Json } from "../json.ts";
import { redact } from "../redact.ts";
import { excerpt } from "./excerpt.ts";
import { serviceError } from "./serviceError.ts";
import type { WireRequest, WireResponse } from "./wire.ts";

/**
 * The parsed JSON of a successful response, whatever its Content-Type.
 * @throws ServiceError for a status outside 200–299, ResponseError for a success that is not JSON
 */
export function readResponse(
  request: WireRequest,
  response: WireResponse,
  now: Date,
  secrets: readonly string[],
): Json {
  if (response.status < 200 || response.status > 299) throw serviceError(request, response, now, secrets);
  if (response.status === 204 && response.body === "") return null;
  try {
    return JSON.parse(response.body) as Json;
  } catch {
    throw notJson(request, response, secrets);
  }
}

function notJson(request: WireRequest, response: WireResponse, secrets: readonly string[]): ResponseError {
  const { pathname, origin } = new URL(request.url);
  const type = response.headers["content-type"] ?? "no Content-Type";
  const start = redact(excerpt(response.body), secrets);
  const seen = start === "" ? "an empty body" : `a body that starts with ${JSON.stringify(start)}`;
  return new ResponseError(
    `${request.method} ${pathname}: expected JSON, but got HTTP ${response.status} (${type}) with ${seen}. ` +
      `Check that ${origin} is the service's endpoint and that no proxy or gateway responds in its place.`,
    { isTransient: true },
  );
}
