/**
 * `npm run measure:startup`: how long the plugin takes from the start of its process to the line with its port, and how
 * many times that is what `node -e 0` takes. Both take turns, so that whatever else the machine does slows both.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "../setup/root.mjs";

const rounds = 20;
/** The first starts read files that are in no cache yet. */
const warmUpRounds = 2;

const plugin = join(root, "provider", "bin", "pulumi-resource-huaweicloud-rocketmq");

const pluginMs: number[] = [];
const nodeMs: number[] = [];
for (let round = -warmUpRounds; round < rounds; round++) {
  const [node, own] = [await measureNode(), await measurePlugin()];
  if (round < 0) continue;
  nodeMs.push(node);
  pluginMs.push(own);
}

const ratio = median(pluginMs) / median(nodeMs);
console.log(`Medians of ${rounds} rounds, Node ${process.versions.node}:`);
console.log(`  node -e 0, start to end           ${median(nodeMs).toFixed(0)} ms`);
console.log(`  the plugin, start to port line    ${median(pluginMs).toFixed(0)} ms, ${ratio.toFixed(1)} times as long`);

async function measureNode(): Promise<number> {
  const startedMs = performance.now();
  await once(spawn(process.execPath, ["-e", "0"], { stdio: "ignore" }), "exit");
  return performance.now() - startedMs;
}

async function measurePlugin(): Promise<number> {
  const startedMs = performance.now();
  const child = spawn(plugin, [], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  await Promise.race([once(child.stdout, "data"), ended]);
  const tookMs = performance.now() - startedMs;
  if (child.exitCode !== null) throw new Error(`the plugin ended with exit code ${child.exitCode}`);
  child.kill("SIGKILL");
  await ended;
  return tookMs;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
