const logIntervalMs = 30_000;
const terminalIntervalMs = 500;

/**
 * Runs one step of the set-up and shows its progress: on a terminal in one line, updated in place; in a log in one line
 * every 30 seconds.
 * @template T
 * @param {string} title
 * @param {(say: (detail: string) => void) => Promise<T>} work `say` sets the text next to the elapsed time.
 * @param {Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns">} [stream] stderr, so that stdout belongs to the command that follows.
 * @returns {Promise<T>}
 */
export async function step(title, work, stream = process.stderr) {
  const startedMs = Date.now();
  const elapsed = () => `${Math.round((Date.now() - startedMs) / 1000)} s`;
  let detail = "";
  const show = () => {
    const line = `  ${elapsed()}  ${detail}`;
    stream.write(stream.isTTY ? `\r\u001b[2K${line.slice(0, (stream.columns || 80) - 1)}` : `${line}\n`);
  };
  stream.write(`set-up: ${title}\n`);
  const timer = setInterval(show, stream.isTTY ? terminalIntervalMs : logIntervalMs);
  let outcome = "failed after";
  try {
    const result = await work((text) => {
      detail = text;
    });
    outcome = "done in";
    return result;
  } finally {
    clearInterval(timer);
    stream.write(`${stream.isTTY ? "\r\u001b[2K" : ""}  ${outcome} ${elapsed()}\n`);
  }
}
