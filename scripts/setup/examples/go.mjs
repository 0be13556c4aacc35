import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../command.mjs";
import { root } from "../root.mjs";
import { orMissing } from "./missingTool.mjs";

/** Huawei's SDK, with which docs/from-the-sdk.md compares. */
const huaweiSdk = "github.com/huaweicloud/huaweicloud-sdk-go-v3";
const huaweiSdkVersion = "v0.1.207";

const sdkModule = "github.com/huaweicloud-rocketmq/pulumi-huaweicloud-rocketmq/sdk/go";

/**
 * Compiles examples/go with this checkout's SDK in place of the published one. The host of an engine that was built from source
 * compiles it again at each start: Go's build cache makes that quick.
 * @param {string} folder Receives the go.mod that replaces the SDK, the program, and in `huawei` a module that requires
 *   Huawei's SDK.
 * @param {(detail: string) => void} say
 */
export async function buildGo(folder, say) {
  const example = join(root, "examples", "go");
  const requirements = readFileSync(join(example, "go.mod"), "utf8");
  const sdk = join(root, "sdk", "go");
  writeFileSync(join(folder, "go.mod"), `${requirements}\nreplace ${sdkModule} => ${sdk}\n`);
  cpSync(join(example, "go.sum"), join(folder, "go.sum"));
  const env = { ...process.env, GOWORK: "off", GOFLAGS: `-modfile=${join(folder, "go.mod")} -buildvcs=false` };
  const go = (/** @type {string[]} */ ...args) => run("go", args, { cwd: example, env, onLine: say });
  await orMissing(() => go("mod", "download"));
  await go("build", "-v", "-ldflags=-w", "-o", join(folder, "program"), ".");
  await orMissing(() => downloadHuaweiSdk(join(folder, "huawei")));
}

/** @param {string} folder */
async function downloadHuaweiSdk(folder) {
  mkdirSync(folder);
  const env = { ...process.env, GOWORK: "off", GOFLAGS: "-mod=mod" };
  const go = (/** @type {string[]} */ ...args) => run("go", args, { cwd: folder, env });
  await go("mod", "init", "program");
  await go("get", `${huaweiSdk}/services/rocketmq/v2@${huaweiSdkVersion}`);
  // Compiled once, so that programs that use it compile quickly.
  await go("build", `${huaweiSdk}/services/rocketmq/v2/...`);
}
