import { exitStatuses } from "./outcome.ts";

/*
 * The command's first file. It imports nothing that an older Node cannot load, so that it can say which Node it needs. 22.13 is the
 * first one whose `styleText` leaves colours out of files and pipes.
 */
const minimum = [22, 13] as const;
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < minimum[0] || (major === minimum[0] && minor < minimum[1])) {
  process.stderr.write(
    `error: rocketmq-migration needs Node ${minimum.join(".")} or newer. This is Node ${process.versions.node}.\n`,
  );
  process.exit(exitStatuses.usageError);
}
const { run } = await import("./run.ts");
await run();
