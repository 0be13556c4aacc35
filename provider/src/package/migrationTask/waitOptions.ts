import type { TaskWaitOptions } from "../../migration/index.ts";
import type { CallContext } from "../context.ts";
import { parseId } from "./id.ts";

/** How a resource waits for its task: with the pollers, the cancellation and the status column of its call. */
export function waitOptions(id: string, timeoutSeconds: number, context: CallContext): TaskWaitOptions {
  return {
    client: context.client,
    ...parseId(id),
    timeoutSeconds,
    watches: context.watches,
    signal: context.signal,
    onProgress: ({ text, changed }) => context.report.progress(text, changed),
  };
}

/** True if a task has ended. A state that this version does not know is none of an end. */
export function hasEnded(status: unknown): boolean {
  return status === "finished" || status === "failed";
}
