import { execFile } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../setup/root.mjs";
import { note } from "../progress.ts";

const run = promisify(execFile);
const sdk = "huaweicloudsdkrocketmq==3.1.219";
/** Shared with the test that runs this SDK against the emulator. */
const folder = join(root, ".tools", "python-sdk");

/** Makes a virtual environment with Huawei's Python SDK. Returns its Python, or undefined where there is no Python 3. */
export async function installPythonSdk(): Promise<string | undefined> {
  const python = join(folder, "bin", "python");
  // Written last, so that an interrupted installation is done again.
  const complete = join(folder, `${sdk}.complete`);
  if (existsSync(complete)) return python;
  try {
    await run("python3", ["--version"]);
  } catch {
    note("python3 is not on PATH: the Python SDK is left out");
    return undefined;
  }
  note("installing Huawei's Python SDK");
  rmSync(folder, { recursive: true, force: true });
  await run("python3", ["-m", "venv", folder]);
  await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", sdk]);
  writeFileSync(complete, "");
  return python;
}
