const reasons = new WeakMap<object, string>();

/**
 * Skips the running test, or, called in a `before` hook, all tests of its suite. Tests are skipped only for a reason that
 * lies outside this repository (a tool that the machine lacks), and the report at the end of the run says it.
 *
 * @param context The `this` of the test or hook.
 * @param reason What is missing, e.g. `python3 is not on PATH`.
 */
export function skip(context: Mocha.Context, reason: string): never {
  const runnable = context.runnable();
  const isHook = "type" in runnable && runnable.type === "hook";
  const scope = isHook ? runnable.parent : runnable;
  if (scope !== undefined) reasons.set(scope, reason);
  return context.skip();
}

/** Why a test was skipped, as `skip` was told; nothing when it was skipped in another way. */
export function skipReason(test: Mocha.Test): string | undefined {
  for (let scope: Mocha.Test | Mocha.Suite | undefined = test; scope !== undefined; scope = scope.parent) {
    const reason = reasons.get(scope);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
