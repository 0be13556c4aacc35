import { RocketMqError } from "../cloud/errors.ts";
import { messageOf } from "../cloud/thrown.ts";
import { InvalidPropertiesError, type MarkedProperties, type Problem } from "./definition/index.ts";
import { InitializationError } from "./definition/resource.ts";
import { type Mask, maskSecrets } from "./maskSecrets.ts";

/** An error whose text had secrets in it, or may have had: its code and its masked text are all that is left of it. */
class MaskedError extends RocketMqError {
  override readonly name = "MaskedError";
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Runs a call, and masks the secrets that it received in every error that it throws. The engine encrypts secret properties, but
 * writes the text of an error to the screen and into state as it is.
 * @param received everything that the call received
 * @param call takes the mask for all other texts that it produces
 * @throws what the call throws, with masked texts; the error itself if nothing was secret
 */
export async function maskedCall<T>(
  received: readonly MarkedProperties[],
  call: (mask: Mask) => Promise<T> | T,
): Promise<T> {
  const mask = maskSecrets(...received);
  try {
    return await call(mask);
  } catch (error) {
    if (received.every(({ secrets }) => secrets.size === 0)) throw error;
    throw maskError(error, mask);
  }
}

/** Problems with masked reasons. */
export function maskProblems(problems: readonly Problem[], mask: Mask): Problem[] {
  return problems.map(({ property, reason }) => ({ property, reason: mask(reason) }));
}

function maskError(error: unknown, mask: Mask): Error {
  if (error instanceof InvalidPropertiesError) return new InvalidPropertiesError(maskProblems(error.problems, mask));
  if (error instanceof InitializationError) {
    return new InitializationError(error.id, error.outputs, error.reasons.map(mask));
  }
  return new MaskedError(mask(messageOf(error)), error instanceof RocketMqError ? error.code : "UNEXPECTED");
}
