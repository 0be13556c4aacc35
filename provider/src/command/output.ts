import { fstatSync, writeFileSync } from "node:fs";
import { Option } from "commander";
import { messageOf } from "../cloud/index.ts";
import { markdownOf } from "../migration/index.ts";
import type { CommandContext, OutputStream } from "./commandContext.ts";
import { UsageError } from "./failure.ts";
import { jsonOf } from "./json.ts";
import type { CommandResult } from "./outcome.ts";
import { readPageAssets } from "./page/assets.ts";
import { renderPage } from "./page/renderPage.ts";
import { prometheusText } from "./prometheus/prometheusText.ts";
import { replaceFile } from "./replaceFile.ts";
import { type TableStream, tableOf } from "./table.ts";

/** The output formats. */
export type OutputFormat = "table" | "json" | "markdown" | "html" | "prometheus";

/** The formats for the result of a wait. */
export const waitFormats = ["table", "json", "markdown"] as const;
/** The formats for a list. */
export const listFormats = ["table", "json", "markdown", "html", "prometheus"] as const;

/** The options of every command that writes a result. */
export function outputOptions(formats: readonly OutputFormat[]): Option[] {
  return [
    new Option("-o, --output <format>", "output format").choices([...formats]).default("table"),
    new Option("--output-file <file>", "write the result to this file instead of stdout, atomically"),
    new Option("-q, --quiet", "print nothing but errors"),
  ];
}

/** These options, as commander parses them. */
export interface OutputOptions {
  readonly output: OutputFormat;
  readonly outputFile?: string;
  readonly quiet?: boolean;
}

/**
 * Writes a result to standard output, or to a file.
 * @throws UsageError if the file cannot be written
 */
export function writeResult(result: CommandResult, options: OutputOptions, { stdout, clock }: CommandContext): void {
  const { output, outputFile, quiet } = options;
  const text = textOf(result, output, outputFile === undefined ? stdout : undefined, clock.wallClock());
  if (outputFile !== undefined) replaceFile(outputFile, text);
  else if (!quiet) print(stdout, text);
}

/** Writes to standard output. Node does not notice if only a part of it fits on a disk. */
export function print(stdout: OutputStream, text: string): void {
  const isStream = stdout.isTTY || isPipe(stdout.fd);
  if (isStream) {
    stdout.write(text);
    return;
  }
  try {
    writeFileSync(stdout.fd, text);
  } catch (error) {
    throw new UsageError(`Cannot write the result: ${messageOf(error)}.`);
  }
}

function isPipe(descriptor: number): boolean {
  try {
    const stats = fstatSync(descriptor);
    return stats.isFIFO() || stats.isSocket();
  } catch {
    // It is closed: nobody reads the result.
    return true;
  }
}

function textOf(result: CommandResult, output: OutputFormat, stream: TableStream | undefined, nowMs: number): string {
  const { report, outcome } = result;
  switch (output) {
    case "table":
      return report.tasks.length === 0 ? "" : tableOf(report, { stream, nowMs });
    case "json":
      return jsonOf(result);
    case "markdown":
      return markdownOf(report, outcome?.headline);
    case "html":
      return renderPage(readPageAssets(), report);
    case "prometheus":
      return prometheusText(report, { nowMs });
  }
}
