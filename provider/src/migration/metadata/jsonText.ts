import type { Json } from "../../cloud/index.ts";
import { MetadataError } from "./metadataError.ts";
import { syntaxErrorOffset } from "./syntaxError.ts";

/**
 * Parses the text of a file as JSON. Node's own error messages are not used: they quote the text, which can be a
 * password hash.
 * @throws MetadataError with the line and column of the error, or with what the file is if it isn't JSON at all
 */
export function parseJsonText(text: string, source: string): Json {
  const content = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const notJson = describeNotJson(content);
  if (notJson !== undefined) throw new MetadataError(source, notJson);
  try {
    return JSON.parse(content) as Json;
  } catch {
    throw syntaxError(content, source);
  }
}

function describeNotJson(content: string): string | undefined {
  const start = content.trimStart().slice(0, 1);
  if (start === "") return "The file is empty. Check that the export succeeded, and run it again.";
  if (start === "<") {
    return "This is HTML or XML, not JSON, probably a login or error page. Check the file, and export it again.";
  }
  if (content.includes("\u0000") || content.startsWith("\uFFFD")) {
    return "The file is not UTF-8 (`>` in PowerShell writes UTF-16). Save it as UTF-8.";
  }
  return undefined;
}

function syntaxError(content: string, source: string): MetadataError {
  const offset = syntaxErrorOffset(content);
  const before = content.slice(0, offset);
  const place = { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
  const explanation =
    offset >= content.length
      ? "Unexpected end of JSON: the file is truncated. Copy or export it again."
      : "Invalid JSON. Fix it, or export the file again.";
  return new MetadataError(source, explanation, place);
}
