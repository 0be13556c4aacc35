// How every test run reports: mocha's "spec" while it runs, then every failure in full, every skipped test with its reason,
// and on the last line of stdout the total, for people and for CI: `12 passed, 0 failed, 1 skipped`.
import Mocha from "mocha";
import { skipReason } from "./skip.ts";

/** How long the process may outlive the last test. */
const leakTimeoutMs = 10_000;

export default class Reporter extends Mocha.reporters.Spec {
  readonly #skipped: Mocha.Test[] = [];
  readonly #isWatching: boolean;

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions & { watch?: boolean }) {
    super(runner, options);
    this.#isWatching = options.watch === true;
    runner.on("pending", (test) => this.#skipped.push(test));
  }

  override epilogue(): void {
    if (this.failures.length > 0) {
      console.log("Failed:");
      Mocha.reporters.Base.list(this.failures);
    }
    if (this.#skipped.length > 0) {
      console.log("Skipped:");
      for (const test of this.#skipped) {
        const { title, reason = "no reason given" } = skipReason(test.fullTitle());
        console.log(`  - ${title}: ${reason}`);
      }
      console.log();
    }
    const { passes, failures, pending } = this.stats;
    if (passes + failures + pending === 0) console.log("No tests found.");
    console.log(totalLine(passes, failures, pending));
    if (!this.#isWatching) failOnLeak();
  }
}

function totalLine(passed: number, failed: number, skipped: number): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** Fails a run that a forgotten socket, timer or child process keeps alive, so that CI does not wait for it forever. */
function failOnLeak(): void {
  setTimeout(() => {
    const resources = process.getActiveResourcesInfo().join(", ");
    console.error(`The tests have finished, but something keeps the process alive: ${resources}.`);
    process.exit(1);
  }, leakTimeoutMs).unref();
}
