import { AsyncLocalStorage } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import type { MigrationGateArgs } from "pulumi-huaweicloud-rocketmq";
import { messageOf } from "../cloud/thrown.ts";

/** Which migrations a hook waits for, and how: the arguments of a gate. */
export interface MigrationFinishedArgs extends Omit<MigrationGateArgs, "recheck" | "triggers"> {
  /** The time limit of the wait, in seconds. Default: one hour. */
  timeoutSeconds?: pulumi.Input<number | undefined>;
}

/**
 * A resource hook that holds back one resource until migrations are finished:
 *
 * ```ts
 * new app.Consumer("orders", { … }, { hooks: { beforeCreate: [migrationFinished({ instanceId, taskNames: ["orders"] })] } });
 * ```
 *
 * The resource is created as soon as every selected task has finished. If a task fails or the wait times out, the resource is
 * not created, and the update fails with the reasons; everything that does not depend on the resource continues. The next
 * `pulumi up` waits again. In `beforeUpdate`, a hook holds back updates in the same way.
 *
 * Pulumi does not pass Ctrl-C on to a hook, and waits for it: press it twice to end the update. Nothing is lost.
 *
 * Use `MigrationGate` to hold back several resources. A hook leaves nothing in state, and Pulumi skips it in a preview, where
 * only its known arguments are checked.
 *
 * The arguments may be outputs. Put the resources that they come from into the `dependsOn` of the resource that is held back:
 * otherwise an update with `--parallel 1` waits for itself.
 */
export function migrationFinished(args: MigrationFinishedArgs): pulumi.ResourceHookFunction {
  const config = pulumi.runtime.allConfig();
  // Pulumi calls a hook outside of the program's asynchronous context.
  const inProgram = AsyncLocalStorage.snapshot();
  void checkEarly(args, config);
  return ({ urn }) =>
    inProgram(async () => {
      const inputs = await pulumi.runtime.serializeProperties("migrationFinished", { ...args });
      const { waitForMigrations } = await import("./core/index.ts");
      await waitForMigrations(urn, inputs, config);
    });
}

/** Reports invalid arguments before the hook runs, so that a preview shows them. */
async function checkEarly(args: MigrationFinishedArgs, config: Record<string, string>): Promise<void> {
  const done = pulumi.runtime.rpcKeepAlive();
  try {
    const inputs = await pulumi.runtime.serializeProperties("migrationFinished", { ...args });
    const { checkWait } = await import("./core/index.ts");
    await checkWait(inputs, config);
  } catch (error) {
    await pulumi.log.error(`migrationFinished: ${messageOf(error)}`);
  } finally {
    done();
  }
}
