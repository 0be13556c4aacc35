/** The permissions ("actions" of IAM policies) that operations require. */
import type { Operation } from "./faults.ts";

const required = {
  listTasks: "dms:instance:getMetadataMigrationTask",
  getTask: "dms:instance:getMetadataMigrationTask",
  createTask: "dms:instance:createMetadataMigrationTask",
  deleteTasks: "dms:instance:deleteMetadataMigrationTask",
  getInstance: "dms:instance:get",
  listInstances: "dms:instance:list",
  listTopics: "dms:topic:list",
  getTopic: "dms:topic:get",
  listGroups: "dms:group:list",
  getGroup: "dms:group:get",
} as const;

type Action = (typeof required)[keyof typeof required];
const byOperation: Partial<Record<Operation, Action>> = required;

/** All of these permissions. */
export const actions: readonly Action[] = [...new Set(Object.values(required))];

/** The permission that the operation requires, if it is among the denied ones; undefined if the operation is allowed. */
export function deniedAction(operation: Operation, denied: readonly Action[] = []): Action | undefined {
  const action = byOperation[operation];
  return action !== undefined && denied.includes(action) ? action : undefined;
}
