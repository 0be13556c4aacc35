/**
 * Calls a function once for each argument: later callers get the promise of the first call. Pulumi validates resources
 * concurrently, and starts the pack anew for each operation, so that every operation reads the service once.
 */
export function once<Argument, Result>(call: (argument: Argument) => Promise<Result>) {
  const calls = new Map<string, Promise<Result>>();
  return (argument: Argument): Promise<Result> => {
    const key = JSON.stringify(argument);
    const first = calls.get(key) ?? call(argument);
    calls.set(key, first);
    return first;
  };
}
