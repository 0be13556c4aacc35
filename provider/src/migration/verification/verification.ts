import type { Difference, MissingItem } from "./compareInstance.ts";

/** How a verification ended. */
export type Verdict = "verified" | "differs" | "notVerifiable";

/** How many topics and consumer groups are on an instance. One is absent if it was not read. */
export interface InstanceCounts {
  readonly topics?: number;
  readonly consumerGroups?: number;
}

/** What counts say about a migration. */
export interface VerificationCounts {
  /** How many topics and consumer groups the task submitted by name. */
  readonly expected: number;
  /** How many of them are on the instance. */
  readonly found: number;
  /** What is on the instance now, whoever created it. */
  readonly instance: InstanceCounts;
  /** What was on the instance before the submission; absent if it was not counted. */
  readonly before?: InstanceCounts;
}

/** Whether what a task migrated is on its instance. */
export interface Verification {
  readonly verdict: Verdict;
  readonly missing: readonly MissingItem[];
  readonly different: readonly Difference[];
  readonly counts: VerificationCounts;
  /** When the instance was read, in UTC: nothing in the result is older. */
  readonly verifiedAt: string;
  /** Why it cannot be verified, in sentences. Absent for the other verdicts. */
  readonly reason?: string;
}
