import { spawn } from "node:child_process";
import type { Chunk, Recording } from "./recording.ts";
import { lineText } from "./screen.ts";
import { HeadlessTerminal, replay } from "./terminal.ts";

export interface CommandOptions {
  /** A command line for `sh`. */
  readonly command: string;
  /** The text that the picture shows at the prompt. Default: the command. */
  readonly typed?: string;
  readonly folder: string;
  readonly columns: number;
  readonly rows: number;
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with each piece of output. */
  onOutput?(text: string): void;
}

/** Variables that would change what programs write. npm's are set by the npm that runs this script. */
const outputChanging = /^(CI|NO_COLOR|FORCE_COLOR|COLORTERM|COLUMNS|LINES|npm_.*)$/;

/**
 * Runs a command in a pseudo-terminal of a fixed size. It comes from `script` of util-linux, so no native module is needed.
 * Queries of the command to the terminal (colours, cursor position) are answered as a terminal would.
 * @throws Error if the command cannot be run, or ends with an exit code other than 0
 */
export async function recordCommand(options: CommandOptions): Promise<Recording> {
  const { command, typed = command, folder, columns, rows, environment = {} } = options;
  const chunks: Chunk[] = [{ atMs: 0, text: `\u001b[1;32m$\u001b[0m \u001b[1m${typed}\u001b[0m\r\n` }];
  const inherited = Object.entries(process.env).filter(([name]) => !outputChanging.test(name));
  const inTerminal = `stty cols ${columns} rows ${rows}; ${command}`;
  const child = spawn("script", ["--quiet", "--flush", "--return", "--command", inTerminal, "/dev/null"], {
    cwd: folder,
    env: { ...Object.fromEntries(inherited), TERM: "xterm-256color", SHELL: "/bin/sh", ...environment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const terminal = new HeadlessTerminal(columns, rows, (answer) => child.stdin.write(answer));
  const startMs = Date.now();
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text: string) => {
    chunks.push({ atMs: Date.now() - startMs, text });
    void terminal.write(text);
    options.onOutput?.(text);
  });
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once("error", (error) => reject(new Error(`cannot run "script" of util-linux: ${error.message}`)));
    child.once("close", (code) => resolve(code ?? 1));
  });
  const recording = { columns, rows, chunks };
  if (exitCode !== 0) {
    const { everything } = await replay(recording);
    throw new Error(`exit code ${exitCode}:\n${everything.map(lineText).join("\n")}`);
  }
  return recording;
}
