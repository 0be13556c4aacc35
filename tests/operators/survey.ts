/**
 * Plays many histories, goes on after a broken law, and prints for each law how often it was broken, with the shortest
 * history that did it:
 *
 *   node tests/operators/survey.ts [runs] [seed] [kills] [right-projects] [stop]
 *
 * `kills` draws `kill -9`, too; `right-projects` draws no wrong project; `stop` ends at the first broken law. The exit
 * status is 1 if a law was broken.
 */
import fc from "fast-check";
import { type History, histories } from "./history.ts";
import { breaches } from "./oracle.ts";
import { play } from "./play.ts";
import { transcript } from "./transcript.ts";

const options = process.argv.slice(2);
const [runs = 500, seed = Date.now() % 2 ** 31] = options.map(Number).filter((value) => !Number.isNaN(value));
const drawing = { kills: options.includes("kills"), wrongProjects: !options.includes("right-projects") };
const found = new Map<string, { count: number; shortest: History; text: string }>();
const started = performance.now();

let played = 0;

for (const history of fc.sample(histories(drawing), { numRuns: runs, seed })) {
  let lines: string[];
  let text: string;
  try {
    const done = await play(history);
    lines = breaches(done);
    text = transcript(history, done);
  } catch (error) {
    lines = [`thrown: ${error instanceof Error ? error.stack : String(error)}`];
    text = transcript(history, []);
  }
  played += 1;
  for (const law of new Set(lines.map((line) => line.split(": ")[0] ?? ""))) {
    const before = found.get(law);
    const own = lines.filter((line) => line.startsWith(law));
    const isShorter = !before || history.steps.length < before.shortest.steps.length;
    const kept = isShorter ? { shortest: history, text: [...own, text].join("\n") } : before;
    found.set(law, { ...kept, count: (before?.count ?? 0) + 1 });
  }
  if (lines.length > 0 && options.includes("stop")) break;
}

for (const [law, { count, text }] of found) process.stdout.write(`\n### ${law}: ${count} of ${played}\n${text}\n`);
const seconds = Math.round((performance.now() - started) / 1000);
process.stdout.write(`\n${played} histories by seed ${seed} in ${seconds} s, ${found.size} laws broken\n`);
process.exitCode = found.size > 0 ? 1 : 0;
