import { parse, stringify } from "yaml";
import { checkoutPlugin } from "../stack/project.ts";

const sections = ["config", "resources", "variables", "outputs"];

/**
 * Merges Pulumi programs in YAML into one, so that the engine checks all of them in one run. Each program's names get a prefix, and
 * the plugin is this checkout's.
 * @throws TypeError if a program is not a map
 */
export function mergeYaml(programs: readonly string[]): string {
  const merged: Record<string, unknown> = { name: "all", runtime: "yaml", ...parse(checkoutPlugin) };
  for (const section of sections) merged[section] = {};
  for (const [index, text] of programs.entries()) {
    const program: unknown = parse(text.replaceAll("${", `\${p${index}-`));
    if (typeof program !== "object" || program === null) throw new TypeError(`program ${index} is not a map`);
    for (const section of sections) {
      const entries: unknown = Reflect.get(program, section);
      const named = Object.entries(entries ?? {}).map(([name, value]) => [`p${index}-${name}`, value]);
      Object.assign(merged[section] ?? {}, Object.fromEntries(named));
    }
  }
  return stringify(merged);
}
