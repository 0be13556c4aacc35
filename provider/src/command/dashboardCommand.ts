import type { Command } from "commander";
import { printable } from "../cloud/index.ts";
import { type MigrationReport, type MigrationWatch, PollerRegistry, watchReport } from "../migration/index.ts";
import { defaultPollIntervalSeconds } from "../migration/waiting/pace.ts";
import { list, required } from "../package/definition/index.ts";
import { instanceIdText } from "../package/tasks.ts";
import type { CommandContext } from "./commandContext.ts";
import { type ConnectionOptions, connect, connectionOptions } from "./connection.ts";
import { startDashboard } from "./dashboard/startDashboard.ts";
import { pollIntervalOption, portOption, readInputs, serviceTimeZoneOption } from "./inputs.ts";
import { readPageAssets } from "./page/assets.ts";
import { renderPage } from "./page/renderPage.ts";

const shape = { instances: required(list(instanceIdText), "IDs of the instances.") };

const defaultPort = 8480;

interface DashboardCommandOptions extends ConnectionOptions {
  readonly port: number;
  readonly pollInterval?: number;
  readonly serviceTimeZone?: number;
}

/** `dashboard INSTANCE…`: serves the page of some instances, and keeps it up to date until Ctrl-C. */
export function addDashboardCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("dashboard")
    .summary("serve a live page and metrics, on this machine only")
    .description(
      "Serves a page that shows the migrations of instances and stays up to date, and /metrics for Prometheus. Only this machine " +
        "can reach it. It reads each instance once per poll, however many browsers are open. Stop it with Ctrl-C.",
    )
    .argument("<instance...>", "IDs of RocketMQ instances")
    .addOption(portOption("port on 127.0.0.1; 0 for any free one", defaultPort))
    .addOption(pollIntervalOption())
    .addOption(serviceTimeZoneOption());
  for (const option of connectionOptions()) command.addOption(option);
  command.action((instances: string[], options: DashboardCommandOptions) =>
    serveDashboard(instances, options, context),
  );
}

async function serveDashboard(
  instances: string[],
  options: DashboardCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { clock, interruption, stdout, stderr } = context;
  const { signal } = interruption;
  const { instances: instanceIds } = readInputs(shape, { instances }, { instances: "INSTANCE" });
  const { pollInterval: pollIntervalSeconds = defaultPollIntervalSeconds } = options;
  const client = connect(options, context);
  const over = new AbortController();
  const watch = watchReport({
    client,
    instanceIds,
    pollers: new PollerRegistry(clock),
    clock,
    pollIntervalSeconds,
    serviceOffsetMinutes: options.serviceTimeZone,
    signal: AbortSignal.any([signal, over.signal]),
  });
  try {
    const { port } = options;
    const assets = readPageAssets();
    const html = (report: MigrationReport) => renderPage(assets, report, { live: { pollIntervalSeconds } });
    const { url, closed } = await startDashboard({ watch, port, html, clock, signal });
    stdout.write(`${url}\n`);
    stderr.write("Press Ctrl-C to stop the dashboard.\n");
    watch.onChange(errorLog(watch, (line) => stderr.write(`${printable(line)}\n`)));
    await closed;
  } finally {
    over.abort();
  }
  context.end(interruption.received() ?? "interrupted");
}

/** Says when an instance can no longer be read, why when the reason changes, and when it can be read again. */
function errorLog(watch: MigrationWatch, say: (line: string) => void): () => void {
  const errors = new Map<string, string>();
  return () => {
    for (const { instanceId, error } of watch.report().instances) {
      if (error === undefined) {
        if (errors.delete(instanceId)) say(`Instance ${instanceId} can be read again.`);
      } else if (errors.get(instanceId) !== reasonOf(error)) {
        errors.set(instanceId, reasonOf(error));
        say(`Cannot read instance ${instanceId}, trying again: ${error}`);
      }
    }
  };
}

/** An error without its request ID, which differs each time. */
function reasonOf(error: string): string {
  return error.replace(/ ?\(?request id [^)]*\)?/, "");
}
