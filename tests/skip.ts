/** What marks a skipped test's title. A title is what travels from the process that runs a test to the one that reports. */
const mark = /^(.*) \(skipped: (.*)\)$/s;

/**
 * Skips the running test, or, called in a `before` hook, all tests of its suite. Tests are skipped only for a reason that
 * lies outside this repository (a tool that the machine lacks), and the report at the end of the run says it.
 *
 * @param context The `this` of the test or hook.
 * @param reason What is missing, e.g. `python3 is not on PATH`.
 */
export function skip(context: Mocha.Context, reason: string): never {
  const runnable = context.runnable();
  const say = (test: Mocha.Runnable) => {
    test.title += ` (skipped: ${reason})`;
  };
  if ("type" in runnable && runnable.type === "hook") runnable.parent?.eachTest(say);
  else say(runnable);
  return context.skip();
}

/** A skipped test's title, and why it was skipped; `reason` is left out when it was skipped in another way than by `skip`. */
export function skipReason(fullTitle: string): { title: string; reason?: string } {
  const [, title, reason] = mark.exec(fullTitle) ?? [];
  return title === undefined || reason === undefined ? { title: fullTitle } : { title, reason };
}
