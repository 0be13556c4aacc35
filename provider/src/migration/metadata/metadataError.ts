import { RocketMqError } from "../../cloud/errors.ts";

/** Where in a document a fault is. */
export interface FaultPlace {
  /** A JSON path, e.g. `$.queues[3].durable`. */
  readonly path?: string;
  /** Line and column of a syntax error, both counted from 1. */
  readonly line?: number;
  readonly column?: number;
}

/**
 * Metadata that cannot be read: no JSON, the wrong file, a field of the wrong type. The message names the file, the
 * place, what was seen (by type only: definitions.json holds password hashes, so a file is never quoted), and what to do.
 */
export class MetadataError extends RocketMqError {
  override readonly name = "MetadataError";
  readonly code = "METADATA";
  /** The file or field that could not be read, as its user knows it. */
  readonly source: string;
  readonly place: FaultPlace;

  constructor(source: string, explanation: string, place: FaultPlace = {}) {
    super(`${source}${describePlace(place)}: ${explanation}`);
    this.source = source;
    this.place = place;
  }
}

function describePlace({ path, line, column }: FaultPlace): string {
  if (path !== undefined && path !== "$") {
    return ` at ${path}`;
  }
  return line === undefined ? "" : ` at line ${line}, column ${column}`;
}
