import { RocketMqError } from "../../cloud/errors.ts";

/** Where in a document an error is. */
export interface ErrorPlace {
  /** A JSON path, e.g. `$.queues[3].durable`. */
  readonly path?: string;
  /** Line of a syntax error, from 1. */
  readonly line?: number;
  /** Column of a syntax error, from 1. */
  readonly column?: number;
}

/**
 * Metadata that cannot be read: not JSON, the wrong file, or a field of the wrong type. The message names the file, the
 * place, and what was found there, but never quotes the file: definitions.json contains password hashes.
 */
export class MetadataError extends RocketMqError {
  override readonly name = "MetadataError";
  readonly code = "METADATA";
  /** The file or field that could not be read, by the name that the user knows. */
  readonly source: string;
  readonly place: ErrorPlace;

  /** @param explanation what is wrong and how to fix it, in sentences */
  constructor(source: string, explanation: string, place: ErrorPlace = {}) {
    super(`${source}${placeText(place)}: ${explanation}`);
    this.source = source;
    this.place = place;
  }
}

function placeText({ path, line, column }: ErrorPlace): string {
  if (path !== undefined && path !== "$") return ` at ${path}`;
  return line === undefined ? "" : ` at line ${line}, column ${column}`;
}
