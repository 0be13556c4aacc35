/** Migration tasks of an instance: reading, submitting, deleting, summing up, waiting. No Pulumi, no HTTP here. */

export { createTask, type NewTask } from "./createTask.ts";
export { deleteTasks } from "./deleteTasks.ts";
export { IncompleteListError, type ListSightings, TaskNotFoundError } from "./errors.ts";
export { getInstance, type Instance } from "./getInstance.ts";
export { getTask, type TaskDetail } from "./getTask.ts";
export { listTaskPage, type PageQuery } from "./listTaskPage.ts";
export { type ListOptions, listTasks } from "./listTasks.ts";
export { type Summary, summarize, type TaskCounts } from "./summary.ts";
export type { KnownStatus, Task } from "./task.ts";
