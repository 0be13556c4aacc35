/**
 * Says what a long step does: on a terminal in one line that is kept current, in a log a line every 30 seconds.
 * @typedef {object} Progress
 * @property {<T>(title: string, work: (say: (detail: string) => void) => Promise<T>) => Promise<T>} step
 *   Runs `work` under `title`; `say` sets the detail shown beside the elapsed time.
 * @property {(line: string) => void} note Prints one line.
 */

const LOG_INTERVAL_MS = 30_000;
const TERMINAL_INTERVAL_MS = 500;

/**
 * @param {Pick<NodeJS.WriteStream, "write" | "isTTY" | "columns">} stream Where to write: stderr, so that stdout stays the command's own.
 * @param {() => number} [now] The clock, in milliseconds.
 * @returns {Progress}
 */
export function createProgress(stream, now = Date.now) {
  const live = stream.isTTY === true;
  return {
    note: (line) => void stream.write(`set-up: ${line}\n`),
    async step(title, work) {
      const startedMs = now();
      let detail = "";
      const elapsed = () => formatElapsed(now() - startedMs);
      const show = () => {
        const line = `  ${elapsed()}  ${detail}`;
        stream.write(live ? `\r\u001b[2K${line.slice(0, (stream.columns || 80) - 1)}` : `${line}\n`);
      };
      stream.write(`set-up: ${title}\n`);
      const timer = setInterval(show, live ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS);
      let outcome = "failed after";
      try {
        const result = await work((text) => {
          detail = text;
        });
        outcome = "done in";
        return result;
      } finally {
        clearInterval(timer);
        stream.write(`${live ? "\r\u001b[2K" : ""}  ${outcome} ${elapsed()}\n`);
      }
    },
  };
}

/**
 * @param {number} elapsedMs
 * @returns {string} Minutes and seconds, e.g. `4:07`.
 */
export function formatElapsed(elapsedMs) {
  const seconds = Math.floor(elapsedMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
