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
    before: "2.7 s and 0.85 s CPU, 399 requests, 4 at a time; Node SDK 4.56 s, Python SDK 4.61 s",
    moved: "Up to 16 requests at a time, as many as the service answers quickly, halved when it throttles.",
    missed: "All pages but the last are read twice.",
  },
  "pages-1000": {
    before: "the same 2.7 s, because it always requested 50 tasks per page",
    moved:
      "A list that turns out long is requested again with 1,000 tasks per page, and read in pages of what the service returns.",
    missed: "The first two requests and the last page are read one after the other.",
  },
  "pages-no-delay": {
    before: "0.6 s; Node SDK 0.54 s, Python SDK 0.36 s",
    moved: "More requests at a time, and a faster signer.",
    missed: "It sends twice as many requests as a loop that proves nothing.",
  },
  "cpu-per-request": {
    moved: "The signer remembers what does not change between requests.",
    missed:
      "got, signing and the checks of each response together cost slightly more than the Node SDK's signing and axios.",
  },
  "peak-memory": {
    before: "210 MB after the first call, 390 MB after four",
    moved:
      "V8 collects earlier (`--heap-growing-percent=20`, `--semi-space-growth-factor=1`, set when the plugin starts), and " +
      "responses no longer pass through google-protobuf's Struct.",
    missed: "The heap grows before the garbage collector runs.",
  },
  growth: {
    before: "refused",
    moved: "A list with a total may have any length; long lists are read in large pages.",
  },
  "plugin-start": {
    before: "61 ms against 23 ms: 2.67 × bare node",
    moved: "The bundle is CommonJS, which Node starts faster than an ES module, and got is in a file of its own.",
    missed:
      "A program that only listens with node:http2 takes 1.6 to 1.9 × bare node, which leaves a few milliseconds for gRPC, protobuf " +
      "and the package. Options of V8 on the command line would cost 15 ms: Node then rejects its own built-in code cache.",
  },
  signatures: {
    before: "68,000–94,000; official signer 97,000, floor 390,000–410,000",
    moved:
      "Ten steps became three, the encoded path and the date are remembered, and `crypto.hash` replaces `createHash`.",
    missed:
      "The floor is one SHA-256 by `crypto.hash` and one HMAC, faster than the two calls of the first measurement. Building the canonical " +
      "request takes the rest.",
  },
  "preview-typescript": {
    before: "+1.04 s, of which 0.8 s were the plugin's exit; ten-line provider +0.82 s",
    moved: "The plugin exits when its last response is written, and starts faster.",
    missed: "Start, first call and exit of the plugin take longer than the goal allows.",
  },
  "preview-yaml": {
    before: "+0.18 s",
    moved:
      "The language host starts the plugin a second time to read its schema, and ends it with SIGINT, which the plugin ignored for " +
      "a while: the host then waited 5 s. It now exits.",
    missed: "The language host starts the plugin twice, one start after the other.",
  },
  "up-short-task": {
    before: "3.8 s. Terraform, whose resource does not wait, took 11.1 s on another day and is not measured here",
    moved: "The plugin's exit, and a second poll 0.7 s after the first.",
    missed: "Polls after the first come 0.7 s later or more.",
  },
  "release-5s": {
    before: "2.7 s",
    moved: "The pause between polls is 0.7 s plus 24 % of the time waited, up to 3.9 s.",
    missed: "At most 20 polls in the first minute leave pauses of about 2 s after 5 s.",
  },
  "release-5s-real": {
    before: "2.7 s",
    moved: "As for the simulated one.",
    missed: "At most 20 polls in the first minute leave pauses of about 2 s after 5 s.",
  },
  "release-1min": {
    before: "2.9 s, 12 polls a minute",
    moved: "In the first minute no pause exceeds 3.9 s.",
    missed: "Tasks that end after the first minute are found by polls that are 10 s apart.",
  },
  "release-30min": {
    before: "up to 30 s",
    moved: "The longest pause is 10 s, and no longer 30 s.",
    missed: "Polls are 10 s apart, so half of the tasks wait longer than 5 s.",
  },
  "release-6h": {
    before: "up to 30 s",
    moved: "The longest pause is 10 s, and no longer 30 s.",
    missed: "Polls are 10 s apart, so half of the tasks wait longer than 5 s.",
  },
  "polls-per-minute": {
    moved: "The pace depends on the time waited only: a change of state no longer starts it anew.",
    missed: "Confirming an end takes one more poll.",
  },
  "wait-requests": {
    before: "369 requests",
    moved: "A task that is waited for by its ID is requested by its ID.",
    missed: "Each poll is a request.",
  },
  "verify-1": { missed: "One request opens the connection." },
  "verify-100": { missed: "The first and the last page are read one after the other." },
  "verify-10000": { missed: "All pages but the last are read twice." },
  "gates-1000": {
    before: "200 gates: 28 requests a minute (one gate: 32) and 93 MB (one gate: 84)",
    moved:
      "A line of progress replaces the previous one of its gate if that was not sent yet, and at most 16 are being sent.",
    missed: "Each waiting gate holds an HTTP/2 stream, its inputs and what it knows of the tasks.",
  },
  "gates-10000": {
    before: "3.6 GB, or out of memory",
    moved: "As for 1,000 gates.",
    missed:
      "Each waiting gate holds an HTTP/2 stream, its inputs and what it knows of the tasks: about 40 kB. Gates that start later begin with short " +
      "pauses, and their instance is polled more often for a minute.",
  },
};
