import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** The value of an input. */
export type Input = string | boolean | readonly string[];

interface InputDefinition {
  readonly type?: string;
  readonly regex?: string;
  readonly options?: readonly string[];
  readonly default?: Input;
}

interface GitlabJob {
  readonly variables: Record<string, { value: string; expand: boolean }>;
  readonly script: readonly string[];
  readonly timeout: string;
  readonly artifacts: { readonly when: string; readonly reports: { readonly junit: string; readonly dotenv: string } };
}

/** The component for GitLab. */
const componentFile = join(import.meta.dirname, "..", "..", "..", "ci", "gitlab", "rocketmq-migration.gitlab-ci.yml");
const [header = "", body = ""] = readFileSync(componentFile, "utf8").split("\n---\n");
/** Its first document. */
export const componentHeader: unknown = parse(header);
const { inputs: definitions }: { inputs: Record<string, InputDefinition> } = parse(header).spec;

/** Inserts inputs as GitLab does: checked, then as text, lists as JSON; the result is read as YAML. */
export function configuration(inputs: Readonly<Record<string, Input>>): Record<string, GitlabJob> {
  const text = body.replace(/\$\[\[ inputs\.([a-z-]+) \]\]/g, (_, name: string) => {
    const { type = "string", regex, options, default: fallback } = definitions[name] ?? {};
    const value = inputs[name] ?? fallback;
    if (value === undefined) throw new Error(`${name}: required value has not been provided`);
    if (type === "array") return JSON.stringify(value);
    const pattern = regex?.replace("\\A", "^").replace("\\z", "$");
    if (pattern !== undefined && !new RegExp(pattern).test(String(value))) throw new Error(`${name} does not match`);
    if (options && !options.includes(String(value))) throw new Error(`${name} is not an option`);
    return String(value);
  });
  return parse(text);
}

/** The component's only job: its script, and the variables that GitLab sets for it. */
export function componentJob(inputs: Readonly<Record<string, Input>>): {
  script: string;
  variables: Record<string, string>;
} {
  const { "rocketmq-migration": job } = configuration(inputs);
  if (!job) throw new Error("The component has no job rocketmq-migration");
  const values = Object.entries(job.variables).map(([name, { value }]) => [name, value]);
  return { script: job.script.join("\n"), variables: Object.fromEntries(values) };
}
