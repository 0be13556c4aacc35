import type { ReportedTask } from "./report.ts";

/** Which statuses come first: what somebody has to act on, then what is still to come. An unknown one follows the failures. */
const order: readonly string[] = ["failed", "unknown", "starting", "creating", "finished"];

/** The tasks that need attention first, otherwise in the same order. */
export function byAttention(tasks: readonly ReportedTask[]): ReportedTask[] {
  return tasks.toSorted((one, other) => rank(one.status) - rank(other.status));
}

function rank(status: string): number {
  const place = order.indexOf(status);
  return place === -1 ? order.indexOf("unknown") : place;
}
