/**
 * Plays many histories, goes on after a broken law, and prints for each law how often it was broken, with the shortest
 * history that did it:  node tests/operators/survey.ts [runs] [seed] [kills]
 */
import fc from "fast-check";
import { type History, histories } from "./history.ts";
import { breaches } from "./oracle.ts";
import { play } from "./play.ts";
import { transcript } from "./transcript.ts";

const [runs = 500, seed = Date.now() % 2 ** 31, kills = 0] = process.argv.slice(2).map(Number);
const found = new Map<string, { count: number; shortest: History; text: string }>();
const started = performance.now();

for (const history of fc.sample(histories(kills > 0), { numRuns: runs, seed })) {
  let lines: string[];
  let text: string;
  try {
    const played = await play(history);
    lines = breaches(played);
    text = transcript(history, played);
  } catch (error) {
    lines = [`thrown: ${error instanceof Error ? error.stack : String(error)}`];
    text = transcript(history, []);
  }
  for (const law of new Set(lines.map((line) => line.split(": ")[0] ?? ""))) {
    const before = found.get(law);
    const own = lines.filter((line) => line.startsWith(law));
    const isShorter = !before || history.steps.length < before.shortest.steps.length;
    const kept = isShorter ? { shortest: history, text: [...own, text].join("\n") } : before;
    found.set(law, { ...kept, count: (before?.count ?? 0) + 1 });
  }
}

for (const [law, { count, text }] of found) process.stdout.write(`\n### ${law}: ${count} of ${runs}\n${text}\n`);
const seconds = Math.round((performance.now() - started) / 1000);
process.stdout.write(`\n${runs} histories by seed ${seed} in ${seconds} s, ${found.size} laws broken\n`);
