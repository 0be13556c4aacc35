// Takes the documentation's pictures of the page, with invented migrations: docs/dashboard-1280.png and others.
//
//   npm run screenshots
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readPageAssets } from "../provider/src/command/page/assets.ts";
import { renderPage } from "../provider/src/command/page/renderPage.ts";
import { compressPng } from "./screenshots/compressPng.ts";
import { launchBrowser, missingBrowser } from "./screenshots/launchBrowser.ts";
import { pictureReport, pictureTime } from "./screenshots/report.ts";
import { root } from "./setup/root.mjs";

const maxBytes = 150_000;

const pictures = [
  { name: "dashboard-1280", width: 1280, height: 960, colorScheme: "light", query: "" },
  { name: "dashboard-390", width: 390, height: 1040, colorScheme: "dark", query: "" },
  { name: "dashboard-kiosk", width: 1600, height: 900, colorScheme: "dark", query: "?kiosk" },
] as const;

const browser = await launchBrowser();
if (browser === undefined) throw new Error(`Cannot take pictures: ${missingBrowser}.`);
const folder = mkdtempSync(join(tmpdir(), "screenshots-"));
try {
  const page = join(folder, "page.html");
  writeFileSync(page, renderPage(readPageAssets(), pictureReport(), { title: "Migrations to RocketMQ" }));
  for (const { name, width, height, colorScheme, query } of pictures) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, timezoneId: "Europe/Berlin" });
    const tab = await context.newPage();
    await tab.clock.setFixedTime(pictureTime);
    await tab.goto(`${pathToFileURL(page)}${query}`);
    const path = join(root, "docs", `${name}.png`);
    const png = compressPng(await tab.screenshot({ animations: "disabled" }));
    const size = png.length;
    writeFileSync(path, png);
    console.log(`docs/${name}.png: ${Math.ceil(size / 1000)} kB`);
    if (size > maxBytes)
      throw new Error(`docs/${name}.png is too large: ${size} bytes, at most ${maxBytes} are allowed`);
    await context.close();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
