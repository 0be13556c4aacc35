import { CancelledError, messageOf } from "../../cloud/index.ts";
import { concurrently } from "../concurrently.ts";
import { getTask } from "../getTask.ts";
import type { Metadata } from "../metadata/index.ts";
import { outlastFaults } from "../outlastFaults.ts";
import type { Task } from "../task.ts";
import { withinLimit } from "../withinLimit.ts";
import { durationText } from "../wording.ts";
import type { Verification } from "./verification.ts";
import { notVerifiable, type VerifyOptions, verificationLimitMs, verifyFinished } from "./verifyMigration.ts";

/** A finished task, and whether what it migrated is on its instance. */
export interface VerifiedTask {
  readonly task: Task;
  readonly verification: Verification;
}

/**
 * Verifies those of an instance's tasks that have finished, in their order. Each takes a request, for what it submitted; the
 * lists of the instance are read once for all of them. Transient errors are outlasted for two minutes.
 * @throws CancelledError if the signal aborts
 */
export async function verifyFinishedTasks(tasks: readonly Task[], options: VerifyOptions): Promise<VerifiedTask[]> {
  const { client, instanceId, lists, clock } = options;
  const finished = tasks.filter(({ status }) => status === "finished");
  const submitted = new Map<string, Metadata | undefined>();
  const unread = new Map<string, string>();
  await withinLimit(verificationLimitMs, options, (limit) =>
    concurrently(finished, limit, async ({ id }, stop) => {
      const read = () => getTask(client, instanceId, id, { signal: stop });
      const keep = (error: unknown) => unread.set(id, messageOf(error));
      try {
        submitted.set(id, (await outlastFaults({ clock, signal: stop }, read, keep)).metadata);
      } catch (error) {
        if (error instanceof CancelledError) throw error;
        keep(error);
      }
    }),
  );
  return Promise.all(
    finished.map(async (task) => {
      const fault = unread.get(task.id) ?? `It took longer than ${durationText(verificationLimitMs)}.`;
      const verification = submitted.has(task.id)
        ? await verifyFinished(submitted.get(task.id), {
            ...options,
            finishedByMs: lists.finishedByMs(client, instanceId, task.id),
          })
        : notVerifiable(`What the task submitted could not be read: ${fault}`, options);
      return { task, verification };
    }),
  );
}
