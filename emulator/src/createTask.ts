/** Creating a task: `POST …/metadata?overwrite=&name=&type=`. */
import { type Answer, ok, ServiceFault } from "./answers.ts";
import type { InstanceState } from "./instances.ts";
import type { TaskType } from "./scenario.ts";
import { StrictJsonError } from "./strictJson.ts";
import { itemsOf, type Metadata, readMetadata } from "./taskMetadata.ts";

/** The service's rule for a task's name: 4 to 64 characters, a letter first, then letters, digits, `-`, `_`. */
const NAME = /^[A-Za-z][A-Za-z0-9_-]{3,63}$/;

/** Checks what was submitted, creates the task and answers `{task_id}`. */
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
  const name = query.get("name") ?? "";
  if (!NAME.test(name)) {
    throw invalid(`name: "${name}" must have 4 to 64 letters, digits, hyphens and underscores and start with a letter`);
  }
  const type = readType(query.get("type"));
  const overwrite = readOverwrite(query.get("overwrite"));
  const metadata = readBody(type, body);
  if (instance.tasks(now).some((task) => task.name === name))
    throw invalid(`name: the task name ${name} exists already`);
  return ok({ task_id: instance.create({ name, type, overwrite, metadata }, now) });
}

function readType(type: string | undefined): TaskType {
  if (type === "rocketmq" || type === "rabbitToRocket") return type;
  throw invalid(`type: "${type ?? ""}" must be rocketmq or rabbitToRocket`);
}

function readOverwrite(overwrite: string | undefined): boolean {
  if (overwrite === "true" || overwrite === "false") return overwrite === "true";
  throw invalid(`overwrite: "${overwrite ?? ""}" must be true or false`);
}

function readBody(type: TaskType, body: unknown): Metadata {
  let metadata: Metadata;
  try {
    metadata = readMetadata(type, body, "");
  } catch (error) {
    if (error instanceof StrictJsonError) throw invalid(`body: ${error.message}`);
    throw error;
  }
  if (itemsOf(metadata).length === 0) throw invalid("body: it has nothing to migrate");
  return metadata;
}

function invalid(problem: string): ServiceFault {
  return new ServiceFault(400, "DMS.00400062", `Invalid parameter ${problem}`);
}
