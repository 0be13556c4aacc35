import { CancelledError, messageOf } from "../../cloud/index.ts";
import { concurrently } from "../concurrently.ts";
import { getTask } from "../getTask.ts";
import type { Metadata } from "../metadata/index.ts";
import type { Task } from "../task.ts";
import type { Verification } from "./verification.ts";
import { notVerifiable, type VerifyOptions, verifyFinished } from "./verifyMigration.ts";

/** A finished task, and whether what it migrated is on its instance. */
export interface VerifiedTask {
  readonly task: Task;
  readonly verification: Verification;
}

/**
 * Verifies those of an instance's tasks that have finished, in their order. Each takes a request, for what it submitted; the
 * lists of the instance are read once for all of them.
 * @throws CancelledError if the signal aborts
 */
export async function verifyFinishedTasks(tasks: readonly Task[], options: VerifyOptions): Promise<VerifiedTask[]> {
  const { client, instanceId, lists, signal } = options;
  const finished = tasks.filter(({ status }) => status === "finished");
  const submitted = new Map<string, Metadata | undefined>();
  const unread = new Map<string, string>();
  await concurrently(finished, signal, async ({ id }, stop) => {
    try {
      submitted.set(id, (await getTask(client, instanceId, id, { signal: stop })).metadata);
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      unread.set(id, messageOf(error));
    }
  });
  return Promise.all(
    finished.map(async (task) => {
      const fault = unread.get(task.id);
      const verification =
        fault === undefined
          ? await verifyFinished(submitted.get(task.id), {
              ...options,
              finishedByMs: lists.finishedByMs(client, instanceId, task.id),
            })
          : notVerifiable(`What the task submitted could not be read: ${fault}`, options);
      return { task, verification };
    }),
  );
}
