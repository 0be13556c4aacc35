import type { CiResult } from "../../../provider/src/command/ci/facts.ts";
import { exitStatuses, type Outcome } from "../../../provider/src/command/outcome.ts";
import { makeReport, type ReportedTask } from "../../../provider/src/migration/index.ts";

export const instanceId = "12121212-3434-4565-8787-909090909090";

/** Names that each break out of some format, if that format is written carelessly. */
export const hostileNames = [
  "::error::forged",
  "##[add-mask]a",
  "##vso[task.complete result=Succeeded;]",
  "a\nstate<<x\nfinished\nx",
  "50% \r\n::warning::b",
  `"quoted" 'single' \`tick\` $HOME $(id) \${{ secrets.X }}`,
  "<script>alert(1)</script> & ]]> <!-- -->",
  "| a | b | [link](https://example.com) *bold* ```",
  "\u0000\u0001\u0008\u000b\u001b[2J\u0007\u007f\u0085\u009b\u2028\u2029\ufeff\ufffe\uffff\ud800",
  "x".repeat(10_000),
  "\u{1f600}".repeat(300),
  "Grüße 漢字",
];

/** A task of a report. */
export function task(name: string, status: string, more: Partial<ReportedTask> = {}): Omit<ReportedTask, "instanceId"> {
  return {
    id: `id-${name.replace(/[^a-z0-9-]/gi, "").slice(0, 20)}`,
    name,
    status,
    type: "rocketmq",
    startDate: "2026-01-23 08:15:00.1",
    ...more,
  };
}

/** A result with these tasks. */
export function resultOf(
  tasks: readonly Omit<ReportedTask, "instanceId">[],
  outcome: Partial<Outcome> & Pick<Outcome, "state">,
): CiResult {
  const nowMs = Date.UTC(2026, 0, 23, 9);
  return {
    report: makeReport([{ instanceId, observedAtMs: nowMs, tasks }], { nowMs }),
    outcome: {
      exitStatus: exitStatuses[outcome.state],
      headline: "How it ended.",
      reasons: [],
      waitedSeconds: 61.2,
      polls: 7,
      unmatched: [],
      ...outcome,
    },
  };
}
