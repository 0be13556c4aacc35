/** The plugin's entry: `pulumi-resource-huaweicloud-rocketmq <engine address>`. Prints its port as the first line of output. */
import v8 from "node:v8";
import { EngineLog } from "./engineLog.ts";
import { serve } from "./server.ts";

// By default V8 lets the heap grow up to fourfold between collections, and its part for new objects up to 48 MB. A plugin runs
// beside others for as long as a migration takes, so it collects earlier: lists of 10,000 tasks take a third less memory
// (docs/performance.md). Set here and not by the launcher: with options of V8, Node starts 15 ms later.
v8.setFlagsFromString("--heap-growing-percent=20");
v8.setFlagsFromString("--semi-space-growth-factor=1");

/** An engine that was killed sends no Cancel, and nobody would read any further answer. */
const log = new EngineLog(() => process.exit(1));

// The engine's address is the last argument. The value of `--tracing`, which may precede it, can look like an address.
const engineAddress = process.argv.slice(2).at(-1);

// A promise and not `await`: the bundle is CommonJS, which starts a third faster.
void serve(log, () => process.exit(0)).then((service) => {
  // Pulumi ends a plugin that it no longer needs with SIGINT, after reading its schema for example; process managers send
  // SIGTERM. Both are like Cancel, so that running calls are still answered. A terminal's Ctrl-C does not reach the plugin: the
  // engine starts it in its own process group.
  process.on("SIGINT", () => service.cancel());
  process.on("SIGTERM", () => service.cancel());
  process.stdout.write(`${service.port}\n`);
  if (engineAddress !== undefined && !engineAddress.startsWith("-")) log.connect(engineAddress);
});
