import { CancelledError, messageOf } from "../../cloud/index.ts";
import { concurrently } from "../concurrently.ts";
import { getTask } from "../getTask.ts";
import type { MetadataInput } from "../metadata/index.ts";
import { outlastFaults } from "../outlastFaults.ts";
import { hasEnded, type Task } from "../task.ts";
import { withinLimit } from "../withinLimit.ts";
import { durationText } from "../wording.ts";
import type { Verification } from "./verification.ts";
import { notEndedText } from "./verificationWording.ts";
import { notVerifiable, type VerifyOptions, verificationLimitMs, verifyFinished } from "./verifyMigration.ts";

/** A task, and whether what it migrated is on its instance. */
export interface VerifiedTask {
  readonly task: Task;
  readonly verification: Verification;
}

/** What the verification of tasks needs. */
export interface VerifyTasksOptions extends Omit<VerifyOptions, "sawEnd"> {
  /** IDs of the tasks that the caller saw end. */
  readonly seenEnding?: ReadonlySet<string> | undefined;
}

/**
 * Verifies tasks of an instance, in their order. Each takes a request, for what it submitted; the lists of the instance are read
 * once for all of them. A failed task, which a wait may accept, is verified like a finished one; one that has not ended cannot be.
 * Transient errors are outlasted for two minutes.
 * @throws CancelledError if the signal aborts
 */
export async function verifyTasks(tasks: readonly Task[], options: VerifyTasksOptions): Promise<VerifiedTask[]> {
  const { client, instanceId, lists, clock, seenEnding } = options;
  const ended = tasks.filter(({ status }) => hasEnded(status));
  const submitted = new Map<string, MetadataInput | undefined>();
  const unread = new Map<string, string>();
  await withinLimit(verificationLimitMs, options, (limit) =>
    concurrently(ended, limit, async ({ id }, stop) => {
      const read = () => getTask(client, instanceId, id, { signal: stop });
      const keep = (error: unknown) => unread.set(id, messageOf(error));
      try {
        submitted.set(id, (await outlastFaults({ clock, signal: stop }, read, keep)).stated);
      } catch (error) {
        if (error instanceof CancelledError) throw error;
        keep(error);
      }
    }),
  );
  const verificationOf = ({ id, status }: Task): Verification | Promise<Verification> => {
    if (!hasEnded(status)) return notVerifiable(notEndedText(status), options);
    if (!submitted.has(id)) {
      const fault = unread.get(id) ?? `It took longer than ${durationText(verificationLimitMs)}.`;
      return notVerifiable(`What the task submitted could not be read: ${fault}`, options);
    }
    const finishedByMs = lists.finishedByMs(client, instanceId, id);
    return verifyFinished(submitted.get(id), { ...options, finishedByMs, sawEnd: seenEnding?.has(id) });
  };
  return Promise.all(tasks.map(async (task) => ({ task, verification: await verificationOf(task) })));
}
