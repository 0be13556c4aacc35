/** The plugin's entry: `pulumi-resource-huaweicloud-rocketmq <engine address>`. Prints its port as the first line of output. */
import v8 from "node:v8";
import { EngineLog } from "./engineLog.ts";
import { serve } from "./server.ts";

// V8 lets a heap grow by up to four times between collections. A plugin stays beside others for as long as a migration takes, so
// it collects earlier: for lists of 10,000 tasks that is a third less memory (docs/performance.md).
v8.setFlagsFromString("--heap-growing-percent=20");

/** An engine that was killed sends no Cancel, and nobody would read any further answer. */
const log = new EngineLog(() => process.exit(1));

// The engine's address is the last argument. The value of `--tracing`, which may precede it, can look like an address.
const engineAddress = process.argv.slice(2).at(-1);
const service = await serve(log, () => process.exit(0));
// Pulumi ends a plugin that it no longer needs with SIGINT, after reading its schema for example; process managers send
// SIGTERM. Both are like Cancel, so that running calls are still answered. A terminal's Ctrl-C does not reach the plugin: the
// engine starts it in its own process group.
process.on("SIGINT", () => service.cancel());
process.on("SIGTERM", () => service.cancel());
process.stdout.write(`${service.port}\n`);
if (engineAddress !== undefined && !engineAddress.startsWith("-")) log.connect(engineAddress);
