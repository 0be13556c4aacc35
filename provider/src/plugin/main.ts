/** The plugin's entry: `pulumi-resource-huaweicloud-rocketmq <engine address>`. Prints its port as the first line of output. */
import { EngineLog } from "./engineLog.ts";
import { serve } from "./server.ts";

/** An engine that was killed sends no Cancel, and nobody would read any further answer. */
const log = new EngineLog(() => process.exit(1));
// In a terminal, Ctrl-C reaches the whole process group. The engine decides what happens, and sends Cancel.
process.on("SIGINT", () => {});

// The engine's address is the last argument. The value of `--tracing`, which may precede it, can look like an address.
const engineAddress = process.argv.slice(2).at(-1);
const service = await serve(log, () => process.exit(0));
// Process managers send SIGTERM: like Cancel, so that running calls are still answered.
process.on("SIGTERM", () => service.cancel());
process.stdout.write(`${service.port}\n`);
if (engineAddress !== undefined && !engineAddress.startsWith("-")) log.connect(engineAddress);
