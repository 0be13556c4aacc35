import { ResponseError } from "../cloud/index.ts";

/**
 * The error for a response that does not have the documented form. A gateway may have replaced it, or cut it short, so it is transient.
 * @param what what was seen, as a sentence
 */
export function unexpectedResponse(what: string): ResponseError {
  return new ResponseError(`${what} Try again; if it happens again, check that endpoint is the URL of the service.`, {
    isTransient: true,
  });
}
