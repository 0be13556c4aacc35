import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { stopped } from "./interruption.mjs";
import { root } from "./root.mjs";
import { SetupError } from "./setupError.mjs";

/** A failure shows the first and the last lines of the output: npm names the cause first, a compiler last. */
const headLines = 10;
const tailLines = 25;
/** How long a command may take to exit once it is interrupted. */
const graceMs = 3000;

/**
 * Runs a command, without input. It uses nothing but Node, because the first command is `npm ci`.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions & { onLine?: (line: string) => void }} [options] `onLine` receives
 *   each line of stdout and stderr. `signal` interrupts the command and its child processes. `cwd` is the checkout
 *   unless set.
 * @returns {Promise<string>} The command's stdout.
 * @throws {SetupError} when it cannot start, fails or is interrupted. The message ends with its output.
 */
export async function run(file, args, { onLine, signal = stopped, ...options } = {}) {
  /** @type {string[]} */
  const output = [];
  const fail = (/** @type {string} */ outcome) => {
    const shown = output.filter((_, index) => index < headLines || index >= output.length - tailLines);
    return new SetupError(
      [`${[file, ...args].join(" ")}: ${outcome}`, ...shown.map((line) => `  | ${line}`)].join("\n"),
    );
  };
  if (signal.aborted) throw fail("interrupted");
  // In its own process group, so that the compilers that `go build` starts are interrupted with it.
  const child = spawn(file, args, { cwd: root, ...options, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const interrupt = () => {
    endGroup(child.pid, "SIGINT");
    setTimeout(endGroup, graceMs, child.pid, "SIGKILL").unref();
  };
  signal.addEventListener("abort", interrupt, { once: true });
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
  });
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on("line", (line) => {
      output.push(line);
      onLine?.(line);
    });
  }
  const [code, signalName] = await once(child, "close").catch((error) => {
    throw fail(error.code === "ENOENT" ? `${file} is not on PATH` : String(error));
  });
  signal.removeEventListener("abort", interrupt);
  if (signal.aborted) throw fail("interrupted");
  if (code !== 0) throw fail(code === null ? `ended by ${signalName}` : `exit status ${code}`);
  return stdout;
}

/**
 * @param {number | undefined} pid The leader of the process group.
 * @param {NodeJS.Signals} signalName
 */
function endGroup(pid, signalName) {
  try {
    if (pid !== undefined) process.kill(-pid, signalName);
  } catch {
    // All of its processes have already exited.
  }
}
