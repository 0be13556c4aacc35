import { join } from "node:path";
import * as automation from "@pulumi/pulumi/automation/index.js";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";
import { defaultProjectId, defaultRegion, finishedInstanceId } from "../../emulator/src/index.ts";
import type { Machine } from "./machine.ts";

/**
 * Runs `pulumi up` on a machine, of a program that runs in this process: it needs no Node there. The program waits for the
 * migrations of an instance that has finished them.
 *
 * @returns What the terminal shows.
 */
export async function upWithInlineProgram(machine: Machine, emulatorUrl: string): Promise<string> {
  const settings = { region: defaultRegion, projectId: defaultProjectId, endpoint: emulatorUrl };
  const config = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`huaweicloud-rocketmq:${name}`, value]),
  );
  const program = async () => {
    new rocketmq.MigrationGate("gate", { instanceId: finishedInstanceId });
  };
  const stack = await automation.LocalWorkspace.createOrSelectStack(
    { stackName: "inline", projectName: "inline", program },
    {
      workDir: machine.folder("inline", {}),
      pulumiHome: join(machine.home, ".pulumi"),
      projectSettings: { name: "inline", runtime: "nodejs", backend: { url: `file://${machine.home}` } },
      stackSettings: { inline: { config } },
      envVars: { ...machine.environment },
    },
  );
  const { stdout, stderr } = await stack.up({ color: "never" });
  return stdout + stderr;
}
