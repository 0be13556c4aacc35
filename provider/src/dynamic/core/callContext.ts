import type { CallContext } from "../../package/context.ts";
import { cancellation } from "./cancellation.ts";
import { type EngineReport, reportFor } from "./engineReport.ts";
import { type StackConfig, sessionOf } from "./session.ts";

const cancelled = cancellation();

/** What a call in this process is given to work with. */
export interface InProcessContext extends CallContext {
  readonly report: EngineReport;
}

/**
 * @param urn the resource that what is reported belongs to; empty: the stack
 * @param secrets names of the call's properties that are secret
 * @param mask takes secrets out of what is reported
 */
export function contextFor(
  urn: string,
  config: StackConfig,
  secrets: ReadonlySet<string> = new Set(),
  mask: (text: string) => string = (text) => text,
): InProcessContext {
  const session = sessionOf(config);
  return {
    get client() {
      return session.client;
    },
    watches: session.watches,
    memory: session.memory,
    secrets,
    signal: cancelled,
    report: reportFor(urn, mask),
  };
}
