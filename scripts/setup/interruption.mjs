/**
 * A signal that fires when the set-up is to stop: on Ctrl-C (SIGINT), SIGTERM, SIGHUP, and when the process that
 * started us is gone. The last one because npm, when it is killed itself, ends only its shell and not what runs in it.
 * @returns {AbortSignal}
 */
export function stopSignal() {
  const controller = new AbortController();
  for (const name of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(name, () => controller.abort(new Error(`stopped by ${name}`)));
  }
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) controller.abort(new Error("the process that started the set-up is gone"));
  }, 1000).unref();
  return controller.signal;
}
