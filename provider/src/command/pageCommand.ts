import { text as readAll } from "node:stream/consumers";
import type { Command } from "commander";
import type { CommandContext } from "./commandContext.ts";
import { UsageError } from "./failure.ts";
import { print } from "./output.ts";
import { readPageAssets } from "./page/assets.ts";
import { renderPage } from "./page/renderPage.ts";
import { reportsIn } from "./page/reportsIn.ts";
import { replaceFile } from "./replaceFile.ts";

interface PageOptions {
  readonly title?: string;
  readonly outputFile?: string;
}

/** `page`: turns the outputs of a stack into the web page. */
export function addPageCommand(program: Command, context: CommandContext): void {
  program
    .command("page")
    .summary("make a web page of a stack's outputs")
    .description(
      "Reads the outputs of a stack, or the JSON of list, from standard input, and writes one HTML page that needs no network: " +
        "pulumi stack output --json | rocketmq-migration page > migrations.html",
    )
    .option("--title <text>", "title of the page (default: Migrations)")
    .option("--output-file <file>", "write the page to this file instead of stdout, atomically")
    .action((options: PageOptions) => makePage(options, context));
}

async function makePage({ title, outputFile }: PageOptions, { stdout }: CommandContext): Promise<void> {
  if (process.stdin.isTTY) {
    throw new UsageError("Nothing to read. Run: pulumi stack output --json | rocketmq-migration page");
  }
  const html = renderPage(
    readPageAssets(),
    reportsIn(await readAll(process.stdin)),
    title === undefined ? {} : { title },
  );
  if (outputFile === undefined) print(stdout, html);
  else replaceFile(outputFile, html);
}
