import { messageOf } from "../cloud/index.ts";
import { runCommandLine } from "./commandLine.ts";
import { exitStatuses } from "./outcome.ts";

/** Runs the command line of this process, and ends the process with its exit status. */
export async function run(): Promise<void> {
  // Node's own exit status for a bug is 1, which tells a pipeline that a migration failed.
  process.on("uncaughtException", (error: unknown) => {
    const trace = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
    process.stderr.write(
      `error: This is a bug in rocketmq-migration. Please report it with the following text.\n${trace}\n`,
    );
    process.exit(exitStatuses.bug);
  });
  let unwritten: NodeJS.ErrnoException | undefined;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // A reader that has gone, such as `head`, is no error.
    if (error.code !== "EPIPE") unwritten = error;
  });
  process.stderr.on("error", () => {
    // An error that cannot be shown must not become another one.
  });

  const status = await runCommandLine(process.argv.slice(2));
  // The result may be waiting for a slow reader. A signal then ends the process.
  process.once("SIGINT", () => process.exit(exitStatuses.interrupted));
  process.once("SIGTERM", () => process.exit(exitStatuses.terminated));
  // What was written to a pipe is sent before the process ends. Open connections must not keep it alive.
  process.stdout.write("", () => {
    if (unwritten !== undefined) process.stderr.write(`error: Cannot write the result: ${unwritten.message}.\n`);
    const endStatus = unwritten !== undefined && status === 0 ? exitStatuses.usageError : status;
    process.stderr.write("", () => process.exit(endStatus));
  });
}
