/** Creating a task: `POST …/metadata?overwrite=&name=&type=`. */
import * as v from "valibot";
import { type Answer, ok, ServiceFault } from "./answers.ts";
import type { InstanceState } from "./instances.ts";
import { inSnakeCase, itemsOf, submittedMetadata, taskTypes } from "./taskMetadata.ts";
import { matching, oneOf, ValidationError, validate } from "./validate.ts";

const createQuery = v.object(
  {
    // The service's rule for a task's name.
    name: matching(
      /^[A-Za-z][A-Za-z0-9_-]{3,63}$/,
      "4 to 64 letters, digits, hyphens and underscores, starting with a letter",
    ),
    type: oneOf(taskTypes),
    overwrite: oneOf(["true", "false"]),
  },
  "is required",
);

/**
 * Creates the task and returns `{task_id}`.
 * @throws ValidationError for an invalid query or body, or a name that exists already.
 */
export function createTask(
  instance: InstanceState,
  query: ReadonlyMap<string, string>,
  body: unknown,
  now: Date,
): Answer {
  const status = instance.status(now);
  if (status !== "RUNNING") {
    throw new ServiceFault(400, "DMS.00400026", `This operation is not allowed due to the instance status: ${status}`);
  }
  const { name, type, overwrite } = validate(createQuery, Object.fromEntries(query));
  const submitted = validate(submittedMetadata(type), body, "body");
  if (itemsOf(inSnakeCase(submitted)).length === 0) throw new ValidationError("body", "must have something to migrate");
  if (instance.tasks(now).some((task) => task.name === name)) {
    throw new ValidationError("name", `the task name ${name} already exists`);
  }
  return ok({ task_id: instance.create({ name, type, overwrite: overwrite === "true", submitted }, now) });
}
