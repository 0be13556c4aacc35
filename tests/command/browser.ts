import type { Browser } from "playwright-core";
import { launchBrowser, missingBrowser } from "../../scripts/screenshots/launchBrowser.ts";
import { skip } from "../skip.ts";

/**
 * Starts a browser. A machine without one skips the tests, but not on CI.
 * @param context The `this` of a `before` hook.
 */
export async function startBrowser(context: Mocha.Context): Promise<Browser> {
  const browser = await launchBrowser();
  if (browser !== undefined) return browser;
  if (process.env.CI) throw new Error(`These tests must run on CI: ${missingBrowser}.`);
  return skip(context, missingBrowser);
}
