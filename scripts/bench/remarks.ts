import type { RowName } from "./row.ts";

/** What is written by hand about a row. */
export interface Remark {
  /** The figure before the work on it began. */
  readonly before?: string;
  /** What changed the figure since then; its section is shown once this is written. */
  readonly moved?: string;
  /** Why the goal is missed; shown only while it is. */
  readonly missed?: string;
}

/** Edit these by hand: `npm run bench` puts them below the table. */
export const remarks: Readonly<Record<RowName, Remark>> = {
  "pages-50": {
    before: "2.7 s and 0.85 s CPU, 399 requests; Node SDK 4.56 s, Python SDK 4.61 s",
    missed: "All pages but the last are read twice, and only four are asked for at a time.",
  },
  "pages-1000": {
    before: "the same 2.7 s: 50 a page was all it asked for",
    missed: "It asks for 50 tasks a page, whatever the service allows.",
  },
  "pages-no-delay": {
    before: "0.6 s; Node SDK 0.54 s, Python SDK 0.36 s",
    missed: "It makes twice the requests of a loop that proves nothing.",
  },
  "cpu-per-request": {
    missed:
      "Signing, got and the checks of each answer together cost slightly more than the Node SDK's signing and axios.",
  },
  "peak-memory": {
    before: "210 MB after the first call, 390 MB after four",
    missed: "The heap grows before the garbage collector runs.",
  },
  growth: {
    before: "refused",
  },
  "plugin-start": {
    before: "61 ms against 23 ms: 2.67 × bare node",
    missed: "Loading gRPC and the protocol's generated code takes most of the time.",
  },
  signatures: {
    before: "68,000–94,000; official signer 97,000, floor 390,000–410,000",
    missed: "Every signature builds its canonical request from nothing.",
  },
  "preview-typescript": {
    before: "+1.04 s, of which 0.8 s were the plugin's shutdown; ten-line provider +0.82 s",
    missed: "Start, first call and shutdown of the plugin take longer than the goal allows.",
  },
  "preview-yaml": {
    before: "+0.18 s",
    missed:
      "The language host starts the plugin a second time, to read its schema, and ends it by SIGINT. The plugin ignores " +
      "SIGINT, so the host waits 5 s and kills it.",
  },
  "up-short-task": {
    before: "3.8 s. Terraform, whose resource does not wait, took 11.1 s on another day and is not measured here",
    missed: "The first poll after the task's creation comes after 1.5 s.",
  },
  "release-5s": { before: "2.7 s", missed: "Polls are 1.5 s apart at first, and further apart later." },
  "release-5s-real": { before: "2.7 s", missed: "Polls are 1.5 s apart at first, and further apart later." },
  "release-1min": { before: "2.9 s, 12 polls a minute", missed: "The pause between polls grows up to 30 s." },
  "release-30min": { before: "up to 30 s", missed: "The pause between polls is 30 s." },
  "release-6h": { before: "up to 30 s", missed: "The pause between polls is 30 s." },
  "polls-per-minute": {
    missed: "When a task changes state, the pause between polls starts over at 1.5 s, even after the first minute.",
  },
  "wait-requests": {
    before: "369 requests",
    missed: "Every poll reads the whole list, twice.",
  },
  "gates-1000": {
    before: "200 gates: 28 requests a minute (one gate: 32) and 93 MB (one gate: 84)",
    missed: "Each gate sends the engine its own line of progress, and all of them are under way at once.",
  },
  "gates-10000": {
    missed:
      "Each gate sends the engine a line of progress whenever its state changes; 10,000 at once come faster than " +
      "gRPC sends them, and the lines that wait take the memory.",
  },
};
