/** Everything that a command wrote to a terminal. */
export interface Recording {
  readonly columns: number;
  readonly rows: number;
  readonly chunks: readonly Chunk[];
}

/** A piece of output, including control sequences. */
export interface Chunk {
  /** Since the start of the command, in milliseconds. */
  readonly atMs: number;
  readonly text: string;
}
