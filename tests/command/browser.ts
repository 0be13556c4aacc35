import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { skip } from "../skip.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * Starts Chromium: `CHROME_PATH`, or the first one on PATH. Without one the tests are skipped, but not on CI.
 * @param context The `this` of a `before` hook.
 */
export async function startBrowser(context: Mocha.Context): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    const missing = `no browser on PATH (${names.join(", ")}), and CHROME_PATH is not set`;
    if (process.env.CI) throw new Error(`These tests must run on CI, but there is ${missing}.`);
    return skip(context, missing);
  }
  return chromium.launch({
    executablePath,
    chromiumSandbox: false,
    args: ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
}

function findBrowser(): string | undefined {
  const { CHROME_PATH: chosen, PATH: path = "" } = process.env;
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  const candidates = chosen ? [chosen] : names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
