/** How the texts of a submission address the reader: what he runs again, and which setting of his limits the wait. */
export interface SubmissionTerms {
  /** What continues a submission that was cut off, as the beginning of a sentence. */
  readonly runAgain: string;
  /** The setting that limits how long to wait. */
  readonly timeout: string;
  /** How to say that existing metadata is overwritten, that it is not, and how to change that. Each is a part of a sentence. */
  readonly overwrite: { readonly isOn: string; readonly isOff: string; readonly turnOn: string };
}

/** The terms of Pulumi programs. */
export const pulumiSubmissionTerms: SubmissionTerms = {
  runAgain: "Run the update again",
  timeout: "customTimeouts",
  overwrite: { isOn: "overwrite is true", isOff: "overwrite is false", turnOn: "Set overwrite to true" },
};
