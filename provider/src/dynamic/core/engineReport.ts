import * as log from "@pulumi/pulumi/log/index.js";
import { DependencyResource } from "@pulumi/pulumi/resource.js";
import { getEngine, getProject, getStack, resetOptions } from "@pulumi/pulumi/runtime/settings.js";
import type { Report } from "../../package/context.ts";

/** A report by Pulumi's own log. */
export interface EngineReport extends Report {
  /** Resolves when everything told so far has reached the engine. */
  flush(): Promise<void>;
}

/**
 * @param urn the resource that it belongs to; empty: the stack
 * @param mask takes secrets out of a text
 */
export function reportFor(urn: string, mask: (text: string) => string): EngineReport {
  const resource = urn === "" ? undefined : new DependencyResource(urn);
  // Pulumi's log tells one message after the other: when the last one is told, all are.
  let told: Promise<void> = Promise.resolve();
  return {
    progress(text, isNews = true) {
      // Where the engine's output is no terminal, every line stays: that time went by is not worth one.
      if (isNews) told = log.info(mask(text), resource, undefined, true);
    },
    info(text) {
      told = log.info(mask(text), resource);
    },
    warning(text) {
      told = log.warn(mask(text), resource);
    },
    flush: () => told,
  };
}

/**
 * Connects Pulumi's log to the engine in the process that Pulumi runs dynamic providers in. It is not there by itself,
 * although the engine's address is: it is the process's first argument. Without it, messages go to standard output.
 */
export function connectToEngine(): void {
  const [address] = process.argv.slice(2);
  if (address === undefined || !/:\d+$/.test(address) || getEngine() !== undefined) return;
  resetOptions(getProject(), getStack(), -1, address, "", false, "");
}
