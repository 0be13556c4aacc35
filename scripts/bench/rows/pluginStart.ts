import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { hostExecutable } from "../../release/hostExecutable.ts";
import { root } from "../../setup/root.mjs";
import { rounds } from "../progress.ts";
import type { RowGroup } from "../row.ts";
import { median, number, spread } from "../statistics.ts";

const goal = 2;
/** The first starts read files that are in no cache yet. */
const warmUpRounds = 2;

const plugin = join(root, "provider", "bin", "pulumi-resource-huaweicloud-rocketmq");
const tenLines = join(root, "scripts", "bench", "peers", "tenLineProvider", "pulumi-resource-tenline");

/** What the engine waits for before it can talk to the plugin. */
export const pluginStart: RowGroup = {
  rows: ["plugin-start"],
  async measure() {
    const executable = await hostExecutable();
    const starts = {
      plugin: () => timeToFirstOutput(plugin, ["127.0.0.1:1"]),
      executable: () =>
        executable === undefined ? Promise.resolve(Number.NaN) : timeToFirstOutput(executable, ["127.0.0.1:1"]),
      node: () => timeToEnd(process.execPath, ["-e", "0"]),
      tenLines: () => timeToFirstOutput(tenLines, ["127.0.0.1:1"]),
      pulumi: () => timeToEnd(process.execPath, ["-e", "require('@pulumi/pulumi')"]),
    };
    const ms: Record<keyof typeof starts, number[]> = {
      plugin: [],
      executable: [],
      node: [],
      tenLines: [],
      pulumi: [],
    };
    let round = 0;
    await rounds("plugin start", 15 + warmUpRounds, async () => {
      round += 1;
      for (const name of ["node", "plugin", "executable", "tenLines", "pulumi"] as const) {
        const tookMs = await starts[name]();
        if (round > warmUpRounds) ms[name].push(tookMs);
      }
    });
    const ratio = median(ms.plugin) / median(ms.node);
    return {
      rows: [
        {
          name: "plugin-start",
          what: "plugin start, from process to port line",
          goal: `≤ ${goal} × bare node`,
          figure: spread(ms.plugin, "ms", 0),
          peer: `its single executable ${spread(ms.executable, "ms", 0)}; \`node -e 0\` ${spread(ms.node, "ms", 0)}; ten-line provider ${spread(ms.tenLines, "ms", 0)}; a program that only imports @pulumi/pulumi ${spread(ms.pulumi, "ms", 0)}`,
          ratio: `${number(ratio, 2)} × bare node`,
          isMet: ratio <= goal,
        },
      ],
    };
  },
};

async function timeToEnd(file: string, args: readonly string[]): Promise<number> {
  const startedMs = performance.now();
  const [code] = await once(spawn(file, args, { stdio: ["ignore", "ignore", "inherit"], cwd: root }), "exit");
  if (code !== 0) throw new Error(`${file} ${args.join(" ")} ended with exit code ${code}`);
  return performance.now() - startedMs;
}

async function timeToFirstOutput(file: string, args: readonly string[]): Promise<number> {
  const startedMs = performance.now();
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  await Promise.race([once(child.stdout, "data"), ended]);
  const tookMs = performance.now() - startedMs;
  if (child.exitCode !== null) throw new Error(`${file} ended with exit code ${child.exitCode}`);
  child.kill("SIGKILL");
  await ended;
  return tookMs;
}
