import type { Json } from "../../cloud/index.ts";
import { MetadataError } from "./metadataError.ts";
import { syntaxFaultOffset } from "./syntaxFault.ts";

/**
 * Parses a file's text as JSON. Errors say what the text looks like instead, or line and column of the fault.
 * Node's own messages are not used: they quote the text, which may be a password hash.
 * @throws MetadataError
 */
export function parseJsonText(text: string, source: string): Json {
  const content = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const other = looksLike(content);
  if (other !== undefined) {
    throw new MetadataError(source, other);
  }
  try {
    return JSON.parse(content) as Json;
  } catch {
    throw syntaxError(content, source);
  }
}

function looksLike(content: string): string | undefined {
  const start = content.trimStart().slice(0, 1);
  if (start === "") {
    return "the file is empty. Export it again, and look whether the export said that it succeeded.";
  }
  if (start === "<") {
    return "this is HTML or XML, not JSON: probably a login or an error page. Look at the file, and export it again.";
  }
  if (content.includes("\u0000") || content.startsWith("\uFFFD")) {
    return "this is not UTF-8 text (PowerShell's > writes UTF-16). Save it as UTF-8.";
  }
  return undefined;
}

function syntaxError(content: string, source: string): MetadataError {
  const offset = syntaxFaultOffset(content);
  const before = content.slice(0, offset);
  const place = { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
  return offset >= content.length
    ? new MetadataError(source, "the JSON ends in the middle: the file is cut short. Copy or export it again.", place)
    : new MetadataError(source, "this is not JSON. Correct it there, or export it again.", place);
}
