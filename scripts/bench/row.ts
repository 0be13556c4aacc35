/** The rows of the table, in its order; also the names that `--only` takes. */
export const rowNames = [
  "pages-50",
  "pages-1000",
  "pages-no-delay",
  "cpu-per-request",
  "peak-memory",
  "growth",
  "plugin-start",
  "signatures",
  "preview-typescript",
  "preview-yaml",
  "up-short-task",
  "release-5s",
  "release-5s-real",
  "release-1min",
  "release-30min",
  "release-6h",
  "polls-per-minute",
  "wait-requests",
  "verify-1",
  "verify-100",
  "verify-10000",
  "gates-1000",
  "gates-10000",
] as const;

export type RowName = (typeof rowNames)[number];

/** A row of the table. */
export interface Row {
  readonly name: RowName;
  /** What is measured. */
  readonly what: string;
  readonly goal: string;
  /** Our figure, as median and spread. */
  readonly figure: string;
  /** What it is compared with, measured in the same run. Left out if nothing compares. */
  readonly peer?: string;
  /** Ours against the peer's. */
  readonly ratio?: string;
  /** Left out if it could not be measured: then `figure` says why. */
  readonly isMet?: boolean;
}

/** Time and memory for one length of list. */
export interface GrowthPoint {
  readonly tasks: number;
  /** Medians: seconds from the call to the whole list, and the highest resident size of the process in MB. */
  readonly ours: { readonly seconds: number; readonly peakMb: number };
  readonly nodeSdk: { readonly seconds: number; readonly peakMb: number };
}

/** Rows that are measured together, because they share rounds. */
export interface RowGroup {
  readonly rows: readonly RowName[];
  measure(): Promise<{ rows: readonly Row[]; growth?: readonly GrowthPoint[] }>;
}
