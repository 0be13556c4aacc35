import type { TaskWaitOptions } from "../../migration/index.ts";
import type { CallContext } from "../context.ts";
import { parseId } from "./id.ts";

/** How a call waits for a task: with its pollers, its cancellation and its status column. */
export function waitOptions(id: string, timeoutSeconds: number, context: CallContext): TaskWaitOptions {
  return {
    client: context.client,
    ...parseId(id),
    timeoutSeconds,
    clock: context.clock,
    pollers: context.pollers,
    signal: context.signal,
    onProgress: ({ text, changed }) => context.report.progress(text, changed),
  };
}
