import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** What is missing where `launchBrowser` finds no browser. */
export const missingBrowser = `no browser on PATH (${names.join(", ")}), and CHROME_PATH is not set`;

/** Starts Chromium without a window: `CHROME_PATH`, or the first one on PATH. Undefined if there is none. */
export async function launchBrowser(): Promise<Browser | undefined> {
  const { CHROME_PATH: chosen, PATH: path = "" } = process.env;
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  const candidates = chosen ? [chosen] : names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const executablePath = candidates.find(isExecutable);
  if (executablePath === undefined) return undefined;
  return chromium.launch({
    executablePath,
    // Containers rarely allow Chromium's sandbox, and it shows nothing but our own page.
    chromiumSandbox: false,
    args: ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
