import { messageOf } from "../cloud/index.ts";
import { runCommandLine } from "./commandLine.ts";
import { exitStatuses } from "./outcome.ts";

const minimumNodeMajor = 22;
if (Number.parseInt(process.versions.node, 10) < minimumNodeMajor) {
  process.stderr.write(
    `error: rocketmq-migration needs Node ${minimumNodeMajor} or newer. This is Node ${process.versions.node}.\n`,
  );
  process.exit(exitStatuses.misused);
}
// Node's own exit status for a bug is 1, which tells a pipeline that a migration failed.
process.on("uncaughtException", (error: unknown) => {
  const trace = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
  process.stderr.write(
    `error: This is a bug in rocketmq-migration. Please report it with the following text.\n${trace}\n`,
  );
  process.exit(exitStatuses.bug);
});
// A reader that has gone, such as `head`, is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.stderr.on("error", () => {
  // There is nobody left to tell.
});

const status = await runCommandLine(process.argv.slice(2));
// What was written to a pipe is sent before the process ends. Open connections must not keep it alive.
process.stdout.write("", () => process.stderr.write("", () => process.exit(status)));
