import { statSync } from "node:fs";
import type { Command } from "commander";
import { CancelledError, type Client, messageOf, printable } from "../cloud/index.ts";
import { countText, PollerRegistry } from "../migration/index.ts";
import type { CallContext } from "../package/context.ts";
import { InvalidPropertiesError, type Properties, read, type Values } from "../package/definition/index.ts";
import { inputs as gateShape } from "../package/migrationGate/shapes.ts";
import { previewMigration, submitMigration } from "../package/migrationTask/create.ts";
import { metadataOf } from "../package/migrationTask/metadataLists.ts";
import { checkedInputs } from "../package/migrationTask/shapes.ts";
import { migrationTask } from "../package/migrationTask.ts";
import { OperationMemory } from "../package/operationMemory.ts";
import { moduleToken } from "../package/packageName.ts";
import { connect } from "./connection.ts";
import { UsageError } from "./failure.ts";
import { inTerms, readInputs } from "./inputs.ts";
import type { Surroundings } from "./surroundings.ts";
import { skip, wait } from "./wait.ts";
import { addWaitingOptions, finish, type WaitingOptions } from "./waitCommand.ts";
import { showWait, type WaitProgress } from "./waitProgress.ts";

interface RunOptions extends WaitingOptions {
  readonly definitions?: string;
  readonly vhost?: string;
  readonly metadata?: string;
  readonly topics?: string;
  readonly subscriptionGroups?: string;
  readonly name?: string;
  readonly overwrite?: boolean;
  readonly strict?: boolean;
  readonly trigger?: string[];
  readonly dryRun?: boolean;
}

/** What the command line calls the inputs of a migration task. */
const names = {
  instanceId: "INSTANCE",
  definitionsFile: "--definitions",
  vhost: "--vhost",
  metadataFile: "--metadata",
  topicsFile: "--topics",
  subscriptionGroupFile: "--subscription-groups",
  name: "--name",
  overwrite: "--overwrite",
  strict: "--strict",
  triggers: "--trigger",
};

/** Generated names are computed from a URN: the same migration gets the same name in every run. */
const urn = `urn:pulumi:command::rocketmq-migration::${moduleToken}:MigrationTask::run`;

/** `run INSTANCE`: submits a migration, as a MigrationTask does, and waits for it. */
export function addRunCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command("run")
    .summary("run a migration and wait until it has finished")
    .description(
      "Submits what a broker exported, and waits until the migration has finished. If the same migration was submitted before and its " +
        "record still exists, it is not run again: the command waits for that task. Once the record is deleted, nothing tells that it " +
        "ran: a MigrationTask in a Pulumi program remembers it.",
    )
    .argument("<instance>", "ID of the RocketMQ instance to migrate to")
    .option("--definitions <file>", "RabbitMQ's definitions.json")
    .option("--vhost <name>", "migrate only this vhost of --definitions")
    .option("--metadata <file>", "output of RocketMQ's mqadmin exportMetadata")
    .option("--topics <file>", "a RocketMQ broker's topics.json")
    .option("--subscription-groups <file>", "a RocketMQ broker's subscriptionGroup.json")
    .option("--name <name>", "name of the task (default: generated from what is migrated)")
    .option(
      "--overwrite",
      "change what exists on the instance under the same name (default: the migration fails on it)",
    )
    .option("--strict", "refuse a file with anything that would not be migrated")
    .option("--trigger <value...>", "any values: other ones run the same migration again")
    .option("--dry-run", "say what would be migrated, and what would be lost; submit nothing");
  addWaitingOptions(command);
  command.action((instance: string, options: RunOptions) => runMigrationOf(instance, options, surroundings));
}

async function runMigrationOf(instance: string, options: RunOptions, surroundings: Surroundings): Promise<void> {
  const { clock, interruption, environment, stderr } = surroundings;
  if (options.skip !== undefined) return finish(skip(instance, options.skip, clock), options, surroundings);
  const memory = new OperationMemory();
  const inputs = await checkedRun(instance, options, memory);
  const client = connect(options, surroundings);
  const isQuiet = options.quiet === true || options.dryRun === true;
  const progress = showWait({ clock, stream: stderr, environment, isQuiet });
  try {
    const context = contextOf(client, progress, memory, surroundings);
    if (options.dryRun) return await preview(inputs, context, surroundings);
    const { timeout: timeoutSeconds, pollInterval: pollIntervalSeconds, serviceTimeZone } = options;
    const startedAtMs = clock.now();
    const { outputs, how } = await submitMigration({ urn, inputs, timeoutSeconds }, context).catch((error: unknown) => {
      if (error instanceof CancelledError) throw new CancelledError(cancelledText);
      throw error;
    });
    progress.note(
      how === "submitted"
        ? `Submitted migration task "${outputs.name}" (${outputs.taskId}).`
        : `Migration task "${outputs.name}" (${outputs.taskId}) was submitted before, and is not run again.`,
    );
    const wanted = { instanceId: inputs.instanceId, taskIds: [outputs.taskId], onNoMatch: "wait", pollIntervalSeconds };
    const result = await wait({
      client,
      clock,
      interruption,
      progress,
      gate: readInputs(gateShape, wanted, { pollIntervalSeconds: "--poll-interval" }),
      timeoutSeconds: Math.max(0, timeoutSeconds - (clock.now() - startedAtMs) / 1000),
      serviceOffsetMinutes: serviceTimeZone,
    });
    finish(result, options, surroundings);
    if (result.outcome?.state === "failed") stderr.write(`${retryText(options)}\n`);
  } finally {
    progress.close();
  }
}

const cancelledText =
  "Cancelled while submitting the migration. Run the command again: it looks for the task by its name, and does not submit it twice.";

/** A failed migration is never run again by itself: it may have changed the instance already. */
function retryText({ overwrite }: RunOptions): string {
  const overwriting = overwrite ? "" : " --overwrite, since what was already migrated exists on the instance, and";
  return `To migrate again, fix the cause, and run the command with${overwriting} another --trigger.`;
}

/** @throws UsageError if the command line or a file is wrong */
async function checkedRun(
  instance: string,
  options: RunOptions,
  memory: OperationMemory,
): Promise<Values<typeof checkedInputs>> {
  const { definitions, vhost, metadata, topics, subscriptionGroups, name, overwrite, strict, trigger } = options;
  const files = {
    definitionsFile: definitions,
    metadataFile: metadata,
    topicsFile: topics,
    subscriptionGroupFile: subscriptionGroups,
  };
  for (const [property, file] of Object.entries(files)) {
    if (file !== undefined) checkReadable(names[property as keyof typeof files], file);
  }
  const given = { instanceId: instance, ...files, vhost, name, overwrite, strict, triggers: trigger };
  const news = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Properties;
  if (Object.values(files).every((file) => file === undefined)) {
    throw new UsageError("Say what to migrate: --definitions, --metadata, or --topics and --subscription-groups.");
  }
  const { inputs, problems } = await migrationTask.check({ urn, olds: undefined, news, secrets: new Set(), memory });
  if (problems.length > 0) throw inTerms(new InvalidPropertiesError(problems), names);
  return read(checkedInputs, inputs);
}

function checkReadable(option: string, file: string): void {
  try {
    if (statSync(file).isFile()) return;
  } catch (error) {
    throw new UsageError(`${option}: Cannot read ${file}: ${messageOf(error)}.`);
  }
  throw new UsageError(`${option}: ${file} is not a file.`);
}

function contextOf(
  client: Client,
  progress: WaitProgress,
  memory: OperationMemory,
  { clock, interruption, stderr }: Surroundings,
): CallContext {
  return {
    client,
    clock,
    memory,
    signal: interruption.signal,
    pollers: new PollerRegistry(clock),
    secrets: new Set(),
    report: {
      progress: (text) => progress.note(text),
      info: (text) => stderr.write(`${printable(text)}\n`),
      warning: (text) => stderr.write(`warning: ${printable(text)}\n`),
    },
  };
}

/** Prints what would be migrated. What would be lost, and whether the task exists already, goes to standard error as it does in a preview. */
async function preview(
  inputs: Values<typeof checkedInputs>,
  context: CallContext,
  { stdout }: Surroundings,
): Promise<void> {
  const outlook = await previewMigration({ urn, inputs, unknowns: new Set() }, context);
  const counts = Object.entries(metadataOf(inputs)).flatMap(([list, items]) =>
    Array.isArray(items) && items.length > 0 ? [countText(items.length, nouns[list] ?? list)] : [],
  );
  stdout.write(
    `Migration task "${outlook.name}" (${outlook.type}) on instance ${inputs.instanceId}: ${counts.join(", ")}.\n`,
  );
}

const nouns: Readonly<Record<string, string>> = {
  topics: "topic",
  consumerGroups: "consumer group",
  vhosts: "vhost",
  queues: "queue",
  exchanges: "exchange",
  bindings: "binding",
};
