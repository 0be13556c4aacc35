// Runs the unit tests and measures which lines of the provider and the emulator they run: a summary on stdout, and a page
// per file in coverage/. Engine tests are left out: they run the bundled plugin in processes of their own.
//
//   npm run coverage                       all unit tests
//   npm run coverage -- -g "A gate"        only the tests whose title contains this
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "./setup/root.mjs";

const reportFolder = join(root, "coverage");
const rawFolder = join(reportFolder, "raw");
const measuredFolders = ["provider/src", "emulator/src"];

rmSync(reportFolder, { recursive: true, force: true });
const tests = spawn("mocha", ["--config", "tests/unit.mocharc.cjs", ...process.argv.slice(2)], {
  cwd: root,
  env: { ...process.env, NODE_V8_COVERAGE: rawFolder },
  stdio: ["ignore", "pipe", "inherit"],
});
const ended = once(tests, "close");
// Held back: the total stays the last line, after the summary.
let lastLine = "";
for await (const line of createInterface({ input: tests.stdout })) {
  console.log(lastLine);
  lastLine = line;
}
const [testStatus] = await ended;

const { status: reportStatus } = spawnSync(
  "c8",
  [
    "report",
    "--all",
    ...measuredFolders.flatMap((folder) => ["--src", folder, "--include", `${folder}/**`]),
    ...["--temp-directory", rawFolder, "--reports-dir", reportFolder],
    ...["--reporter", "text-summary", "--reporter", "html"],
  ],
  { cwd: root, stdio: ["ignore", "inherit", "inherit"] },
);
console.log("Each file's lines: coverage/index.html");
console.log(lastLine);
process.exitCode = testStatus === 0 && reportStatus === 0 ? 0 : 1;
