import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

interface Action {
  inputs: Record<string, { description: string; default?: string; required?: boolean }>;
  outputs: Record<string, { description: string; value: string }>;
  runs: { using: string; steps: { id: string; shell: string; env: Record<string, string>; run: string }[] };
}

const file = join(import.meta.dirname, "..", "..", "..", "ci", "github", "action.yml");
/** The action for GitHub. */
export const action: Action = parse(readFileSync(file, "utf8"));
const [step] = action.runs.steps;
if (!step) throw new Error(`${file} has no step`);

/** Its only step. */
export const actionStep = step;

/** How GitHub starts `shell: bash`. */
export const bash = ["bash", "--noprofile", "--norc", "-eo", "pipefail"];

/** The variables that GitHub makes of a step's `env`. */
export function stepEnvironment(inputs: Readonly<Record<string, string>>): Record<string, string> {
  const values = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? ""]));
  const given: Record<string, string> = { ...values, ...inputs };
  return Object.fromEntries(
    Object.entries(actionStep.env).map(([name, text]) => {
      const [, input = ""] = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(text) ?? [];
      if (given[input] === undefined) throw new Error(`${name}: ${text} is not an input`);
      return [name, given[input]];
    }),
  );
}
