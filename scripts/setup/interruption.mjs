const controller = new AbortController();

/** Aborted when the program is interrupted, after `stopOnSignals`. */
export const stopped = controller.signal;

/**
 * Aborts `stopped` on Ctrl-C and other termination signals, and when the parent process is gone: npm, when killed, ends
 * only its shell, not what runs in it.
 */
export function stopOnSignals() {
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => controller.abort());
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) controller.abort();
  }, 1000).unref();
}
