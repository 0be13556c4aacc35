/** How the texts of a submission address the reader: what he runs again, and which setting of his limits the wait. */
export interface SubmissionTerms {
  /** What continues a submission that was cut off, as the beginning of a sentence. */
  readonly runAgain: string;
  /** The setting that limits how long to wait. */
  readonly timeout: string;
}

/** The terms of Pulumi programs. */
export const pulumiSubmissionTerms: SubmissionTerms = { runAgain: "Run the update again", timeout: "customTimeouts" };
