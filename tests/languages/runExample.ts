import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { emptyInstanceId, startEmulator } from "../../emulator/src/index.ts";
import type { Project } from "../stack/project.ts";
import { type Language, openLanguageProject } from "./language.ts";

const examples = join(import.meta.dirname, "..", "..", "examples");
const instanceId = emptyInstanceId;
const password = "a password of tests";

/** What a language's example does, without what differs from run to run. */
export interface ExampleRun {
  /** What the function read before and after the migrations. */
  readonly function: { readonly failedBefore: unknown; readonly finishedAfter: unknown };
  /** The tasks that the gate waited for, and whether the deployment was created before and after the gate's release. */
  readonly gate: { readonly waitedFor: unknown; readonly before: boolean; readonly after: boolean };
  /** The task's outputs, and what exists on the instance. */
  readonly migration: { readonly taskName: unknown; readonly status: unknown; readonly migrated: readonly string[] };
  /** What the terminal says about the failed task. */
  readonly error: string;
  /** Whether the password is on the terminal or in the state in plain text, and the output that contains it, decrypted. */
  readonly secret: { readonly isShown: boolean; readonly inState: boolean; readonly decrypted: unknown };
  /** What a preview plans, and which calls it makes. */
  readonly preview: { readonly planned: readonly object[]; readonly calls: readonly string[] };
}

/** Runs an example three times: a preview, an update in which a task of somebody else's fails, and one after it was mended. */
export async function runExample(language: Language): Promise<ExampleRun> {
  const emulator = await startEmulator();
  const project = await openLanguageProject(language, join(examples, language.folder));
  try {
    const creations = [{ timeline: [{ afterSeconds: 0, status: "finished" }] }];
    emulator.scenario({ instances: [{ id: instanceId, name: "shop", creations }] });
    emulator.addTask(instanceId, {
      name: "payments",
      type: "rocketmq",
      status: "failed",
      failures: [{ kind: "topic", name: "refunds", reason: "the broker is read-only" }],
    });
    await project.init("dev", emulator.url, { "shop:instanceId": instanceId, "shop:otherMigrations": ["payments"] });
    await run(project, 0, "config", "set", "--secret", "brokerPassword", password);

    emulator.clearRequests();
    const preview = await run(project, 0, "preview", "--json");
    const calls = [...new Set(emulator.requests.map(({ operation }) => operation))].sort();

    const failed = await run(project, 1, "up", "--yes", "--skip-preview");
    const before = await isDeployed(project);
    emulator.setStatus(instanceId, "payments", "finished");
    const released = await run(project, 0, "up", "--yes", "--skip-preview");
    const after = await isDeployed(project);
    const outputs = JSON.parse((await run(project, 0, "stack", "output", "--json", "--show-secrets")).output);

    return {
      function: { failedBefore: outputs.failedBefore, finishedAfter: outputs.finishedAfter },
      gate: { waitedFor: outputs.waitedFor, before, after },
      migration: { taskName: outputs.taskName, status: outputs.status, migrated: emulator.existing(instanceId) },
      error: withoutIds(/error: (Migration task .*)/.exec(failed.output)?.[1] ?? failed.output),
      secret: {
        isShown: [preview, failed, released].some(({ output }) => output.includes(password)),
        inState: (await stateOf(project)).includes(password),
        decrypted: outputs.connection,
      },
      preview: { planned: parsePreview(preview.output), calls },
    };
  } finally {
    await project.close();
    await emulator.close();
  }
}

async function run(project: Project, expected: number, ...args: string[]) {
  const end = await project.run(...args);
  expect(end.status, `pulumi ${args.join(" ")}:\n${end.output}`).to.equal(expected);
  return end;
}

interface Preview {
  readonly steps: readonly {
    readonly op: string;
    readonly newState: {
      readonly urn: string;
      readonly inputs?: object;
      readonly dependencies?: readonly string[];
      readonly customTimeouts?: object;
    };
  }[];
}

/** The planned resources, in the order of their names: programs register them at the same time. */
function parsePreview(json: string): object[] {
  const { steps }: Preview = JSON.parse(json);
  const direct = new Map(steps.map(({ newState: { urn, dependencies = [] } }) => [urn, dependencies]));
  // Java does not count the outputs in an untyped value as dependencies of their own, so the indirect ones are compared, too.
  const all = (urn: string): string[] => (direct.get(urn) ?? []).flatMap((one) => [one, ...all(one)]);
  return steps
    .map(({ op, newState: { urn, inputs, customTimeouts } }) => {
      const dependsOn = [...new Set(all(urn).map(nameOf))].sort();
      return { name: nameOf(urn), op, inputs, dependsOn, customTimeouts };
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}

async function isDeployed(project: Project): Promise<boolean> {
  const { checkpoint } = JSON.parse(await stateOf(project));
  const resources: readonly { readonly urn: string }[] = checkpoint.latest.resources;
  return resources.some(({ urn }) => nameOf(urn) === "consumers");
}

function stateOf(project: Project): Promise<string> {
  return readFile(join(fileURLToPath(project.backendUrl), ".pulumi", "stacks", "shop", "dev.json"), "utf8");
}

function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

function withoutIds(text: string): string {
  return text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<ID>");
}
