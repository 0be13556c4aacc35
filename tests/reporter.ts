// How `npm test` reports: mocha's own "spec" while it runs, then every failure in full, every skipped test with its
// reason, and as the last line of stdout the plain sum, for people and for CI: `12 passed, 0 failed, 1 skipped`.
import Mocha from "mocha";
import { skipReason } from "./skip.ts";

/** How long the process may live on after the last test before that is called an error. */
const LEAK_TIMEOUT_MS = 10_000;

export default class Reporter extends Mocha.reporters.Spec {
  readonly #skipped: Mocha.Test[] = [];

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
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
    if (passes + failures + pending === 0) console.log("No test was found.");
    console.log(totalLine(passes, failures, pending));
    reportLeak();
  }
}

function totalLine(passed: number, failed: number, skipped: number): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** Ends a process that a forgotten socket, timer or child keeps alive, instead of letting CI wait for it for ever. */
function reportLeak(): void {
  setTimeout(() => {
    console.error(
      `the tests are over, but this keeps the process alive: ${process.getActiveResourcesInfo().join(", ")}`,
    );
    process.exit(1);
  }, LEAK_TIMEOUT_MS).unref();
}
