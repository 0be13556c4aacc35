/** The plugin's entry: `pulumi-resource-huaweicloud-rocketmq <engine address>`. Its first line of output is its port. */
import { EngineLog } from "./engineLog.ts";
import { serve } from "./server.ts";

/** An engine that was killed sends no Cancel: nobody would read what this process still does. */
const log = new EngineLog(() => process.exit(1));
// In a terminal Ctrl-C reaches the whole process group. The engine says by Cancel what is to be done.
process.on("SIGINT", () => {});

// The engine's address is the last argument: `--tracing` before it has a value that could be taken for one.
const engineAddress = process.argv.slice(2).at(-1);
const service = await serve(log, () => process.exit(0));
// How process managers say Cancel: answers that are under way still reach the engine.
process.on("SIGTERM", () => service.cancel());
process.stdout.write(`${service.port}\n`);
if (engineAddress !== undefined && !engineAddress.startsWith("-")) log.connect(engineAddress);
