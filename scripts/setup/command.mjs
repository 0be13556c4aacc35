import { spawn } from "node:child_process";
import { SetupError } from "./setupError.mjs";

/** How many of a command's first and last lines a failure shows: npm says what is wrong first, a compiler last. */
const HEAD_LINES = 10;
const TAIL_LINES = 25;
/** How long an interrupted command gets to end by itself. */
const GRACE_MS = 3000;

/** A command could not be started, or ended with a failure. The message ends with what it printed. */
export class CommandError extends SetupError {
  /**
   * @param {string} command The command line, for people.
   * @param {string} outcome What happened, e.g. `exit status 1`.
   * @param {readonly string[]} lines The first and last lines it printed.
   */
  constructor(command, outcome, lines) {
    super([`${command}: ${outcome}`, ...lines.map((line) => `  | ${line}`)].join("\n"));
    this.lastLine = lines.at(-1);
  }
}

/**
 * Runs a command to its end, without input.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string; environment?: Readonly<Record<string, string | undefined>>; signal: AbortSignal;
 *   onLine?: (line: string) => void }} options `onLine` sees each line of stdout and stderr as it comes. When `signal`
 *   fires, the command and everything that it started are ended.
 * @returns {Promise<string>} What it wrote to stdout.
 * @throws {CommandError} when it cannot be started, fails, or is interrupted.
 */
export function runCommand(file, args, { cwd, environment = process.env, signal, onLine }) {
  const commandLine = [file, ...args].join(" ");
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    // A process group of its own, so that the compilers that `go build` starts can be ended together with it.
    const child = spawn(file, args, { cwd, env: environment, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    /** @type {string[]} */
    const head = [];
    /** @type {string[]} */
    const tail = [];
    let stdout = "";

    const seeLine = (/** @type {string} */ line) => {
      if (head.length < HEAD_LINES) head.push(line);
      else tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      onLine?.(line);
    };
    for (const stream of [child.stdout, child.stderr]) {
      let rest = "";
      stream.setEncoding("utf8");
      stream.on("data", (/** @type {string} */ text) => {
        if (stream === child.stdout) stdout += text;
        const lines = (rest + text).split(/\r?\n/);
        rest = lines.pop() ?? "";
        lines.forEach(seeLine);
      });
      stream.on("end", () => {
        if (rest !== "") seeLine(rest);
      });
    }

    /** @type {NodeJS.Timeout | undefined} */
    let killTimer;
    const stop = () => {
      endGroup(child.pid, "SIGINT");
      killTimer = setTimeout(() => endGroup(child.pid, "SIGKILL"), GRACE_MS);
    };
    signal.addEventListener("abort", stop, { once: true });

    const settle = () => {
      clearTimeout(killTimer);
      signal.removeEventListener("abort", stop);
    };
    child.on("error", (error) => {
      settle();
      reject(new CommandError(commandLine, `could not be started (${error.message})`, []));
    });
    child.on("close", (code, signalName) => {
      settle();
      if (code === 0 && !signal.aborted) return resolve(stdout);
      reject(
        new CommandError(commandLine, code === null ? `ended by ${signalName}` : `exit status ${code}`, [
          ...head,
          ...tail,
        ]),
      );
    });
  });
}

/**
 * @param {number | undefined} pid The process group's leader.
 * @param {NodeJS.Signals} signalName
 */
function endGroup(pid, signalName) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signalName);
  } catch {
    // The whole group has ended already.
  }
}
