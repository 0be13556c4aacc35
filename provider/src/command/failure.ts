import { CancelledError, ConfigurationError, CredentialsError, RocketMqError } from "../cloud/index.ts";
import { TaskNotFoundError } from "../migration/index.ts";
import { InvalidPropertiesError } from "../package/definition/index.ts";
import type { Interruption } from "./interruption.ts";
import type { OutcomeState } from "./outcome.ts";
import { ReportInputError } from "./page/parseReport.ts";

/** The command line is wrong in a way that commander cannot detect. */
export class UsageError extends RocketMqError {
  override readonly name = "UsageError";
  readonly code = "USAGE";
}

/**
 * How an error ends a command.
 * @throws the error itself if it is not one of ours: a bug
 */
export function stateOf(error: unknown, interruption: Interruption): OutcomeState {
  if (error instanceof CancelledError) return interruption.received() ?? "interrupted";
  if (
    error instanceof UsageError ||
    error instanceof ReportInputError ||
    error instanceof InvalidPropertiesError ||
    error instanceof ConfigurationError ||
    error instanceof CredentialsError
  ) {
    return "usageError";
  }
  if (error instanceof TaskNotFoundError) return "noMatch";
  if (error instanceof RocketMqError) return "refused";
  throw error;
}
