import { join } from "node:path";
import { openProject, type Project } from "../../tests/stack/project.ts";
import { root } from "../setup/root.mjs";

/** The plugins that the bench's projects may use. */
export const plugins = {
  ours: `{ name: huaweicloud-rocketmq, path: ${join(root, "provider", "bin")} }`,
  tenLines: `{ name: tenline, path: ${join(root, "scripts", "bench", "peers", "tenLineProvider")} }`,
} as const;

/** Opens a project with these files; `Pulumi.yaml` is made from the runtime, the plugin and `program`, its last part. */
export async function openBenchProject(
  runtime: string,
  plugin: keyof typeof plugins | undefined,
  files: Readonly<Record<string, string>>,
  program = "",
): Promise<Project> {
  const providers = plugin === undefined ? "" : `plugins:\n  providers:\n    - ${plugins[plugin]}\n`;
  return openProject({ ...files, "Pulumi.yaml": `name: bench\nruntime: ${runtime}\n${providers}${program}` });
}

/**
 * Runs `pulumi` in the project.
 * @returns how many seconds it took
 * @throws Error with all it printed if it fails
 */
export async function timePulumi(project: Project, ...args: string[]): Promise<number> {
  const startedMs = performance.now();
  const { status, output } = await project.run(...args);
  const seconds = (performance.now() - startedMs) / 1000;
  if (status !== 0) throw new Error(`pulumi ${args.join(" ")} failed:\n${output}`);
  return seconds;
}
