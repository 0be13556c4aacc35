import { emptyInstanceId, startEmulator } from "../../../emulator/src/index.ts";
import { rounds } from "../progress.ts";
import { openBenchProject, timePulumi } from "../project.ts";
import type { RowGroup } from "../row.ts";
import { median, number, spread } from "../statistics.ts";

const goalSeconds = 2.5;
const taskSeconds = 0.4;

const dependent = `
class After extends pulumi.ComponentResource {
  constructor(migration) {
    super("bench:index:After", "after", {}, { dependsOn: [migration] });
  }
}
new After(migration);
`;

/** A whole update whose migration takes 0.4 s, and something that is created after it. The programs are JavaScript. */
export const upShortTask: RowGroup = {
  rows: ["up-short-task"],
  async measure() {
    const creations = [
      {
        timeline: [
          { afterSeconds: 0, status: "creating" },
          { afterSeconds: taskSeconds, status: "finished" },
        ],
      },
    ];
    const emulator = await startEmulator();
    const projects = {
      ours: await openBenchProject("nodejs", "ours", {
        "index.js": `const pulumi = require("@pulumi/pulumi");
const rocketmq = require("pulumi-huaweicloud-rocketmq");
const topics = [{ name: "orders" }];
const migration = new rocketmq.MigrationTask("move", { instanceId: "${emptyInstanceId}", topics });
${dependent}`,
      }),
      tenLines: await openBenchProject("nodejs", "tenLines", {
        "index.js": `const pulumi = require("@pulumi/pulumi");
const migration = new pulumi.CustomResource("tenline:index:Thing", "move", {});
${dependent}`,
      }),
    };
    const seconds: Record<keyof typeof projects, number[]> = { ours: [], tenLines: [] };
    try {
      await rounds("pulumi up, a task of 0.4 s", 5, async (round) => {
        emulator.scenario({ instances: [{ id: emptyInstanceId, name: "target", creations }] });
        for (const name of ["ours", "tenLines"] as const) {
          const stack = `round${round}`;
          await projects[name].init(stack, emulator.url);
          seconds[name].push(await timePulumi(projects[name], "up", "--stack", stack, "--yes", "--skip-preview"));
        }
      });
    } finally {
      await emulator.close();
      for (const project of Object.values(projects)) await project.close();
    }
    return {
      rows: [
        {
          name: "up-short-task",
          what: `\`pulumi up\` of a task of ${taskSeconds} s and a dependent created after it, start to end (JavaScript)`,
          goal: `≤ ${goalSeconds} s`,
          figure: spread(seconds.ours, "s", 2),
          peer: `ten-line provider whose create takes ${taskSeconds} s: ${spread(seconds.tenLines, "s", 2)}`,
          ratio: `${number(median(seconds.ours) / median(seconds.tenLines), 2)} × as long`,
          isMet: median(seconds.ours) <= goalSeconds,
        },
      ],
    };
  },
};
