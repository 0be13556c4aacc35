import { AnswerError } from "../errors.ts";
import type { Json } from "../json.ts";
import { redact } from "../redact.ts";
import { excerpt } from "./excerpt.ts";
import type { WireAnswer, WireRequest } from "./exchange.ts";
import { explainRefusal } from "./explainRefusal.ts";

/**
 * Reads an answer: the JSON of a success. JSON is read whatever its Content-Type says.
 * Throws ServiceError for any other status than 200–299, AnswerError for a success that is no JSON.
 */
export function readAnswer(request: WireRequest, answer: WireAnswer, now: Date, secrets: readonly string[]): Json {
  if (answer.status < 200 || answer.status > 299) throw explainRefusal(request, answer, now, secrets);
  if (answer.status === 204 && answer.body === "") return null;
  try {
    return JSON.parse(answer.body) as Json;
  } catch {
    throw noJson(request, answer, secrets);
  }
}

function noJson(request: WireRequest, answer: WireAnswer, secrets: readonly string[]): AnswerError {
  const { pathname, origin } = new URL(request.url);
  const type = answer.headers["content-type"] ?? "no Content-Type";
  const start = redact(excerpt(answer.body), secrets);
  const seen = start === "" ? "an empty body" : `a body that begins ${JSON.stringify(start)}`;
  return new AnswerError(
    `${request.method} ${pathname} was answered with HTTP ${answer.status} (${type}) and ${seen}, which is no JSON. ` +
      `Check that ${origin} is the service's endpoint and that no proxy or gateway answers in its place.`,
    { mayPass: true },
  );
}
