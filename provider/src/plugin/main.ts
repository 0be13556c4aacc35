/** The plugin's entry: `pulumi-resource-huaweicloud-rocketmq <engine address>`. Its first line of output is its port. */
import { EngineLog } from "./engineLog.ts";
import { serve } from "./server.ts";

/** How long calls that were cancelled have to tell the engine where they stand. */
const farewellMs = 800;

/** An engine that was killed sends no Cancel: nobody would read what this process still does. */
const log = new EngineLog(() => process.exit(1));
let isEnding = false;

/** Ends soon: answers that are on their way still get out. */
function end(): void {
  if (isEnding) return;
  isEnding = true;
  setTimeout(() => process.exit(0), farewellMs);
}

process.on("SIGTERM", () => process.exit(0));
// In a terminal Ctrl-C reaches the whole process group. The engine says by Cancel what is to be done.
process.on("SIGINT", () => {});

// The engine's address is the last argument: `--tracing` before it has a value that could be taken for one.
const engineAddress = process.argv.slice(2).at(-1);
const port = await serve(log, end);
process.stdout.write(`${port}\n`);
if (engineAddress !== undefined && !engineAddress.startsWith("-")) log.connect(engineAddress);
