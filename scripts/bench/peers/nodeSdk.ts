import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../setup/command.mjs";
import { benchFolder } from "../folder.ts";
import { note } from "../progress.ts";

/**
 * What npm is asked for. The core's newest releases depend on a release of uuid that npm does not have; this one uses uuid
 * without saying so.
 */
const manifest = {
  private: true,
  dependencies: {
    "@huaweicloud/huaweicloud-sdk-core": "3.1.211",
    "@huaweicloud/huaweicloud-sdk-rocketmq": "3.1.215",
    uuid: "9.0.1",
  },
  overrides: { "@huaweicloud/huaweicloud-sdk-core": "3.1.211" },
};

/** Installs Huawei's Node SDK for RocketMQ outside of this repository's dependencies. Returns its folder. */
export async function installNodeSdk(): Promise<string> {
  const folder = join(benchFolder, "node-sdk");
  // Written last, so that an interrupted installation is done again.
  const complete = join(folder, ".complete");
  if (existsSync(complete)) return folder;
  note("installing Huawei's Node SDK");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, undefined, 2));
  await run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: folder });
  writeFileSync(complete, "");
  return folder;
}
