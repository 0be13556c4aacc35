import type { Project } from "../../../tests/stack/project.ts";
import { provideYamlHost } from "../peers/yamlHost.ts";
import { rounds } from "../progress.ts";
import { openBenchProject, timePulumi } from "../project.ts";
import type { Row, RowGroup } from "../row.ts";
import { instanceId, Service, taskId } from "../service/index.ts";
import { median, number, spread } from "../statistics.ts";

const roundCount = 5;
const instance = JSON.stringify(instanceId(1));
const task = JSON.stringify(taskId(1));

const compilerOptions = { strict: true, target: "es2020", module: "commonjs", moduleResolution: "node" };
const typeScriptFiles = (program: string) => ({
  "index.ts": program,
  "tsconfig.json": JSON.stringify({ compilerOptions, files: ["index.ts"] }),
});

/** The same stack without a function, with two of ours, and with two of the ten-line provider. */
interface Projects {
  readonly without: Project;
  readonly ours: Project;
  readonly tenLines: Project;
}

export const previewTypeScript: RowGroup = {
  rows: ["preview-typescript"],
  async measure() {
    const row = await measure("preview-typescript", "TypeScript", 0.2, async () => ({
      without: await openBenchProject(
        "nodejs",
        undefined,
        typeScriptFiles('import * as pulumi from "@pulumi/pulumi";\nexport const total = pulumi.output(1);\n'),
      ),
      ours: await openBenchProject(
        "nodejs",
        "ours",
        typeScriptFiles(`import * as rocketmq from "pulumi-huaweicloud-rocketmq";
export const total = rocketmq.getMigrationTasksOutput({ instanceId: ${instance} }).total;
export const status = rocketmq.getMigrationTaskOutput({ instanceId: ${instance}, taskId: ${task} }).status;
`),
      ),
      tenLines: await openBenchProject(
        "nodejs",
        "tenLines",
        typeScriptFiles(`import * as pulumi from "@pulumi/pulumi";
export const one = pulumi.runtime.invokeOutput("tenline:index:one", {});
export const two = pulumi.runtime.invokeOutput("tenline:index:two", {});
`),
      ),
    }));
    return { rows: [row] };
  },
};

export const previewYaml: RowGroup = {
  rows: ["preview-yaml"],
  async measure() {
    const missing = await provideYamlHost();
    if (missing !== undefined) {
      return { rows: [{ ...rowHead("preview-yaml", "YAML", 0.15), figure: `not measured: ${missing}` }] };
    }
    const call = (name: string, token: string, args: string) =>
      `  ${name}: { fn::invoke: { function: "${token}", arguments: ${args} } }\n`;
    const row = await measure("preview-yaml", "YAML", 0.15, async () => ({
      without: await openBenchProject("yaml", undefined, {}, "variables: {}\noutputs:\n  total: 1\n"),
      ours: await openBenchProject(
        "yaml",
        "ours",
        {},
        `variables:\n${call("all", "huaweicloud-rocketmq:index:getMigrationTasks", `{ instanceId: ${instance} }`)}` +
          call("one", "huaweicloud-rocketmq:index:getMigrationTask", `{ instanceId: ${instance}, taskId: ${task} }`) +
          "outputs:\n  total: $" +
          "{all.total}\n  status: $" +
          "{one.status}\n",
      ),
      tenLines: await openBenchProject(
        "yaml",
        "tenLines",
        {},
        `variables:\n${call("one", "tenline:index:one", "{}")}${call("two", "tenline:index:two", "{}")}` +
          "outputs:\n  one: $" +
          "{one}\n  two: $" +
          "{two}\n",
      ),
    }));
    return { rows: [row] };
  },
};

function rowHead(name: Row["name"], language: string, goalSeconds: number): Pick<Row, "name" | "what" | "goal"> {
  return {
    name,
    what: `\`pulumi preview\` with two functions, more than without (${language})`,
    goal: `≤ ${goalSeconds} s`,
  };
}

async function measure(
  name: Row["name"],
  language: string,
  goalSeconds: number,
  open: () => Promise<Projects>,
): Promise<Row> {
  const seconds: Record<keyof Projects, number[]> = { without: [], ours: [], tenLines: [] };
  const projects = await open();
  const all = Object.entries(projects) as [keyof Projects, Project][];
  try {
    await Service.during(async (service) => {
      await service.play({ instances: [{ id: instanceId(1), finishedTasks: 20 }], largestPage: 50, delayMs: 0 });
      for (const [, project] of all) {
        await project.init("dev", service.url);
        await timePulumi(project, "preview");
      }
      await rounds(`pulumi preview, ${language}`, roundCount, async () => {
        for (const [name, project] of all) seconds[name].push(await timePulumi(project, "preview"));
      });
    });
  } finally {
    for (const [, project] of all) await project.close();
  }
  const more = (project: "ours" | "tenLines") =>
    seconds[project].map((value, round) => value - (seconds.without[round] ?? Number.NaN));
  const [ours, tenLines] = [more("ours"), more("tenLines")];
  return {
    ...rowHead(name, language, goalSeconds),
    figure: `+${spread(ours, "s", 2)}`,
    peer: `ten-line provider +${spread(tenLines, "s", 2)}; without ${spread(seconds.without, "s", 2)}`,
    ratio: `${number(median(ours) / median(tenLines), 2)} × the ten-line provider's`,
    isMet: median(ours) <= goalSeconds,
  };
}
