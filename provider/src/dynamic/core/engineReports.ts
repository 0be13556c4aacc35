import * as log from "@pulumi/pulumi/log/index.js";
import { DependencyResource } from "@pulumi/pulumi/resource.js";
import { getEngine, getProject, getStack, resetOptions } from "@pulumi/pulumi/runtime/settings.js";
import type { Report } from "../../package/context.ts";
import type { Mask } from "../../package/maskSecrets.ts";

/** Reports through Pulumi's own log. */
export class EngineReports {
  /** Pulumi's log sends one message after the other: once the last one has arrived, all have. */
  #last: Promise<void> = Promise.resolve();

  /**
   * @param urn the resource that the reports belong to; empty: the stack
   * @param mask masks secrets in a text
   */
  reportFor(urn: string, mask: Mask): Report {
    const resource = urn === "" ? undefined : new DependencyResource(urn);
    return {
      progress: (text, isNews = true) => {
        // Without a terminal, every line stays. Elapsed time alone is not worth one.
        if (isNews) this.#last = log.info(mask(text), resource, undefined, true);
      },
      info: (text) => {
        this.#last = log.info(mask(text), resource);
      },
      warning: (text) => {
        this.#last = log.warn(mask(text), resource);
      },
    };
  }

  /** Resolves when everything reported so far has reached the engine. */
  flush(): Promise<void> {
    return this.#last;
  }
}

/**
 * Connects Pulumi's log to the engine in the process in which Pulumi runs dynamic providers. Pulumi does not do that itself,
 * although the engine's address is the process's first argument. Without it, messages go to standard output.
 */
export function connectToEngine(): void {
  const [address] = process.argv.slice(2);
  if (address === undefined || !/:\d+$/.test(address) || getEngine() !== undefined) return;
  resetOptions(getProject(), getStack(), -1, address, "", false, "");
}
