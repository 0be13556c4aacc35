import type { Command } from "commander";
import { readReport, type Task } from "../migration/index.ts";
import { list, required } from "../package/definition/index.ts";
import { filterShape } from "../package/getMigrationTasks.ts";
import { instanceIdText } from "../package/tasks.ts";
import type { CommandContext } from "./commandContext.ts";
import { type ConnectionOptions, connect, connectionOptions } from "./connection.ts";
import { UsageError } from "./failure.ts";
import { readInputs, serviceTimeZoneOption } from "./inputs.ts";
import { listFormats, type OutputOptions, outputOptions, writeResult } from "./output.ts";

const shape = {
  instances: required(list(instanceIdText), "IDs of the instances."),
  ...filterShape,
};

const instanceIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface ListOptions extends OutputOptions {
  readonly name?: string[];
  readonly type?: string[];
  readonly status?: string[];
  readonly serviceTimeZone?: number;
}

/** `list INSTANCE…`: the tasks of some instances, as they are now. */
export function addListCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("list")
    .summary("list migration tasks")
    .description("Lists the migration tasks of instances as they are now. Reads once and never waits.")
    .argument("<instance...>", "IDs of RocketMQ instances")
    .option("--name <name...>", "only tasks with one of these names")
    .option("--type <type...>", "only tasks of one of these types: rocketmq, rabbitToRocket")
    .option("--status <status...>", "only tasks with one of these statuses: creating, starting, failed, finished");
  for (const option of outputOptions(listFormats)) command.addOption(option);
  command.addOption(serviceTimeZoneOption());
  for (const option of connectionOptions()) command.addOption(option);
  command.action((instances: string[], options: ListOptions & ConnectionOptions) =>
    listTasksOf(instances, options, context),
  );
}

async function listTasksOf(
  instances: string[],
  options: ListOptions & ConnectionOptions,
  context: CommandContext,
): Promise<void> {
  const { clock, interruption, stderr } = context;
  const { name: names, type: types, status: statuses, serviceTimeZone } = options;
  const wanted = readInputs(
    shape,
    { instances, names, types, statuses },
    { instances: "INSTANCE", names: "--name", types: "--type", statuses: "--status" },
  );
  const misplaced = names?.find((name) => instanceIdPattern.test(name));
  if (misplaced !== undefined) {
    throw new UsageError(`--name: "${misplaced}" is an instance ID. Give all instances before the options.`);
  }
  const report = await readReport(connect(options, context), wanted.instances, {
    clock,
    signal: interruption.signal,
    selects: (task) => matches(wanted, task),
    serviceOffsetMinutes: serviceTimeZone,
  });
  writeResult({ report }, options, context);
  if (report.tasks.length === 0 && options.output === "table" && !options.quiet) {
    stderr.write("No migration tasks match.\n");
  }
}

function matches(
  { names, types, statuses }: { names?: readonly string[]; types?: readonly string[]; statuses?: readonly string[] },
  { name, type, status }: Task,
): boolean {
  const admits = (allowed: readonly string[] | undefined, value: string) => allowed?.includes(value) ?? true;
  return admits(names, name) && admits(types, type) && admits(statuses, status);
}
