/** What a terminal showed, from the start of a command to its end. */
export interface Recording {
  readonly columns: number;
  readonly rows: number;
  readonly chunks: readonly Chunk[];
}

/** A piece of output, control sequences included. */
export interface Chunk {
  /** Since the start of the command, in milliseconds. */
  readonly atMs: number;
  readonly text: string;
}
