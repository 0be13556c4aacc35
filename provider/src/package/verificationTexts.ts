import { type VerifiedTask, verdictText } from "../migration/index.ts";

/** What verifications say, in sentences, one text for each task. */
interface VerificationTexts {
  /** Tasks that are not verified: errors or warnings, depending on `verify`. */
  readonly problems: string[];
  /** What verified tasks have besides. */
  readonly notes: string[];
}

/** How many tasks texts name one by one. */
const maxTasks = 20;

/** Puts verifications into words. */
export function verificationTexts(verified: readonly VerifiedTask[], instanceId: string): VerificationTexts {
  const texts = (those: readonly VerifiedTask[]) => {
    const shown = those.slice(0, maxTasks).map(({ task, verification }) => verdictText(task, instanceId, verification));
    return those.length > maxTasks ? [...shown, `And ${those.length - maxTasks} more tasks like these.`] : shown;
  };
  return {
    problems: texts(verified.filter(({ verification }) => verification.verdict !== "verified")),
    notes: texts(
      verified.filter(({ verification: { verdict, different } }) => verdict === "verified" && different.length > 0),
    ),
  };
}
