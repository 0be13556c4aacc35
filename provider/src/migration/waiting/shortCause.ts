import { ConnectionError, ResponseError, ServiceError, TimeoutError } from "../../cloud/index.ts";
import { IncompleteListError } from "../errors.ts";

/**
 * The cause of a failed poll in a few words, without URL or ID: `unreachable (ECONNREFUSED)`. The status column has
 * no room for the message of the error, which begins with the request.
 */
export function shortCause(error: Error): string {
  if (error instanceof ServiceError) {
    const code = [`HTTP ${error.httpStatus}`, error.errorCode].filter((part) => part !== undefined).join(" ");
    return error.isThrottling ? `throttled (${code})` : `service error (${code})`;
  }
  if (error instanceof ConnectionError) {
    return `${error.neverSent ? "unreachable" : "connection lost"} (${error.causeCode})`;
  }
  if (error instanceof TimeoutError) return error.neverSent ? "unreachable (timeout)" : "no response in time";
  if (error instanceof ResponseError) return "invalid response";
  if (error instanceof IncompleteListError) return "incomplete task list";
  return "poll failed";
}
