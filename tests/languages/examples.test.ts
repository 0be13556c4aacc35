import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { languages, skipIfMissing } from "./language.ts";
import { comparedParts, languagesPage } from "./languagesPage.ts";
import { type ExampleRun, runExample } from "./runExample.ts";

const page = join(import.meta.dirname, "..", "..", "docs", "languages.md");

describe("The example of every language", function () {
  this.timeout(180_000);
  const runs = new Map<string, ExampleRun>();

  for (const language of languages) {
    it(`in ${language.name} holds a deployment back until both migrations have finished`, async function () {
      skipIfMissing(this, language);
      const run = await runExample(language);
      runs.set(language.name, run);

      expect(run.gate).to.deep.equal({ waitedFor: ["payments"], before: false, after: true });
      expect(run.migration.status).to.equal("finished");
      expect(run.migration.migrated).to.deep.equal(["topic order-events", "consumerGroup billing"]);
      expect(run.error).to.equal('Migration task "payments" (<ID>) failed: topic refunds: the broker is read-only.');
      expect(run.secret).to.include({ isShown: false, inState: false });
      expect(run.secret.decrypted).to.match(/^consumers:a password of tests@/);
      // It reads the tasks, and what the instance has already.
      expect(run.preview.calls).to.deep.equal(["getInstance", "listGroups", "listTasks", "listTopics"]);
    });
  }

  for (const part of comparedParts) {
    it(`gives the same ${part} in every language`, () => {
      const [first, ...others] = [...runs].map(([name, run]) => ({ name, value: run[part] }));
      for (const { name, value } of others) expect(value, `${name}, unlike ${first?.name}`).to.deep.equal(first?.value);
    });
  }

  it("gives what docs/languages.md shows", () => {
    const [run] = runs.values();
    if (run === undefined) throw new Error("No example ran.");
    const names = languages.map(({ name }) => name);
    const fresh = languagesPage(names, run);
    if (process.env.WRITE_LANGUAGES_PAGE) {
      expect([...runs.keys()], "The page shows all languages; install what is missing.").to.deep.equal(names);
      writeFileSync(page, fresh);
    }
    expect(readFileSync(page, "utf8"), "Run `npm run languages`.").to.equal(fresh);
  });
});
