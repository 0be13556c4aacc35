/** Shows on standard error what the bench is doing; standard output is for its results. */
export function note(text: string): void {
  process.stderr.write(`bench: ${text}\n`);
}

/** Does the work for each round, with the round's number, counted from 1. */
export async function rounds(subject: string, count: number, work: (round: number) => Promise<void>): Promise<void> {
  for (let round = 1; round <= count; round++) {
    note(`${subject}, round ${round} of ${count}`);
    await work(round);
  }
}
