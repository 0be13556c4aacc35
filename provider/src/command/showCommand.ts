import { type Command, Option } from "commander";
import { describeFailure, getTask, makeReport, statusText, type TaskDetail } from "../migration/index.ts";
import { required } from "../package/definition/index.ts";
import { instanceIdText, taskIdText } from "../package/tasks.ts";
import type { CommandContext } from "./commandContext.ts";
import { type ConnectionOptions, connect, connectionOptions } from "./connection.ts";
import { readInputs } from "./inputs.ts";
import { itemCounts } from "./itemCounts.ts";
import { jsonOf } from "./json.ts";
import { oneLine } from "./oneLine.ts";
import { print } from "./output.ts";

const shape = {
  instanceId: required(instanceIdText, "ID of the instance."),
  taskId: required(taskIdText, "ID of the task."),
};

interface ShowOptions {
  readonly output: "text" | "json";
}

/** `show INSTANCE TASK`: one task in full. */
export function addShowCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("show")
    .summary("show one migration task in full")
    .description("Shows one migration task in full: what was submitted, what was not migrated, and why.")
    .argument("<instance>", "ID of the RocketMQ instance")
    .argument("<task>", "ID of the task")
    .addOption(new Option("-o, --output <format>", "output format").choices(["text", "json"]).default("text"));
  for (const option of connectionOptions()) command.addOption(option);
  command.action((instance: string, task: string, options: ShowOptions & ConnectionOptions) =>
    showTask(instance, task, options, context),
  );
}

async function showTask(
  instance: string,
  task: string,
  options: ShowOptions & ConnectionOptions,
  context: CommandContext,
): Promise<void> {
  const { clock, interruption, stdout } = context;
  const names = { instanceId: "INSTANCE", taskId: "TASK" };
  const { instanceId, taskId } = readInputs(shape, { instanceId: instance, taskId: task }, names);
  const client = connect(options, context);
  const nowMs = clock.wallClock();
  const detail = await getTask(client, instanceId, taskId, { signal: interruption.signal });
  const { metadata: submitted, stated: _, ...rest } = detail;
  const tasks = [{ ...rest, ...(submitted === undefined ? {} : { submitted }) }];
  const report = makeReport([{ instanceId, observedAtMs: nowMs, tasks }], { nowMs });
  print(stdout, options.output === "json" ? jsonOf({ report }) : textOf(detail));
}

function textOf(detail: TaskDetail): string {
  const { name, id, status, type, startDate, failures, resultText } = detail;
  const facts = [
    ["Name", name || "(none)"],
    ["ID", id],
    ["Status", statusText(status)],
    ["Type", type || "(none)"],
    ["Started", startDate === "" ? "(not reported)" : `${startDate} (the service's clock)`],
    ["Submitted", submittedText(detail)],
  ];
  const lines = facts.map(([label = "", value = ""]) => `${label.padEnd(9)}  ${oneLine(value)}`);
  if (failures.length > 0) {
    lines.push("", "Not migrated:", ...failures.map((failure) => `  ${oneLine(describeFailure(failure))}`));
  } else if (status === "failed") {
    const isSilent = ["", "[]", "{}"].includes(resultText.trim());
    lines.push("", isSilent ? "The service gives no cause." : `The service reported: ${oneLine(resultText)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** `3 queues, 2 bindings` */
function submittedText({ metadata }: TaskDetail): string {
  if (!metadata) return "(not reported)";
  const counts = itemCounts(metadata);
  return counts.length === 0 ? "nothing" : counts.join(", ");
}
