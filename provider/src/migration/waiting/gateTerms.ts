/** What a gate's texts call the settings that the reader can change, and how the wait goes on after Ctrl-C. */
export interface GateTerms {
  /** The setting that selects tasks by their IDs. */
  readonly taskIds: string;
  /** The setting that selects tasks by their names. */
  readonly taskNames: string;
  /** How to let the gate wait for a task that does not exist yet, as a clause. */
  readonly waitForMatch: string;
  /** How to wait without requiring a verification, as the beginning of a sentence. */
  readonly withoutRequire: string;
  /** What waits again after a cancelled wait, as a sentence. */
  readonly afterCancel: string;
}

/** The terms of Pulumi programs. */
export const pulumiTerms: GateTerms = {
  taskIds: "taskIds",
  taskNames: "taskNames",
  waitForMatch: 'set onNoMatch to "wait"',
  withoutRequire: "Set verify to warn",
  afterCancel: "The next update waits again.",
};
