import { AsyncLocalStorage } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import type { MigrationGateArgs } from "pulumi-huaweicloud-rocketmq";

/** Which migrations a hook waits for, and how: as of a gate. */
export interface MigrationFinishedArgs extends Omit<MigrationGateArgs, "recheck" | "triggers"> {
  /** How long it waits, in seconds. Default: one hour. */
  timeoutSeconds?: pulumi.Input<number | undefined>;
}

/**
 * A resource hook that holds back one resource until migrations are finished:
 *
 * ```ts
 * new app.Consumer("orders", { … }, { hooks: { beforeCreate: [migrationFinished({ instanceId, taskNames: ["orders"] })] } });
 * ```
 *
 * The resource is created at the moment when every selected task is finished. If one failed, or when the time is up, it is
 * not created and the update fails with the reasons; everything that does not depend on it goes on. The next `pulumi up`
 * waits again. In `beforeUpdate` it holds back updates in the same way.
 *
 * Pulumi does not tell a hook of Ctrl-C, and waits for it: the second Ctrl-C ends the update. Nothing is lost by that.
 *
 * Use `MigrationGate` to hold back several resources. A hook leaves nothing in state, and Pulumi skips it in a preview:
 * only its arguments are checked there, as far as they are known.
 *
 * The arguments may be outputs. Those of a resource must be of one that the held back resource depends on as well (put it
 * into `dependsOn`): with `--parallel 1` an update would otherwise wait for itself.
 */
export function migrationFinished(args: MigrationFinishedArgs): pulumi.ResourceHookFunction {
  const config = pulumi.runtime.allConfig();
  // Pulumi calls a hook from outside of the program that made it.
  const inProgram = AsyncLocalStorage.snapshot();
  void checkEarly(args);
  return ({ urn }) =>
    inProgram(async () => {
      const inputs = await pulumi.runtime.serializeProperties("migrationFinished", { ...args });
      const { waitForMigrations } = await import("./core.ts");
      await waitForMigrations(urn, inputs, config);
    });
}

/** Bad arguments are told in a preview already. */
async function checkEarly(args: MigrationFinishedArgs): Promise<void> {
  const done = pulumi.runtime.rpcKeepAlive();
  try {
    const inputs = await pulumi.runtime.serializeProperties("migrationFinished", { ...args });
    const { checkWait } = await import("./core.ts");
    await checkWait(inputs);
  } catch (error) {
    await pulumi.log.error(`migrationFinished: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    done();
  }
}
