import type { Example } from "./examples.ts";

/** How each language is called, by the name that Pulumi's tools use for it. */
const displayNames: Readonly<Record<string, string>> = {
  typescript: "TypeScript",
  python: "Python",
  go: "Go",
  csharp: "C#",
  java: "Java",
  yaml: "YAML",
};

/**
 * The examples of a function or resource as the end of its description in the schema. SDK generators keep the language that
 * they generate (https://www.pulumi.com/docs/iac/extending-pulumi/schema/#examples).
 */
export function schemaSection(examples: readonly Example[]): string {
  const sections = examples.map(({ title, programs }) => {
    const blocks = [...programs].map(([language, program]) => fence(language, program));
    return `{{% example %}}\n### ${title}\n\n${blocks.join("\n")}\n{{% /example %}}`;
  });
  return `{{% examples %}}\n## Example Usage\n\n${sections.join("\n\n")}\n{{% /examples %}}`;
}

/** An example as the registry's pages show it: a tab for each language. */
export function chooser({ programs }: Example): string {
  const tabs = [...programs].map(
    ([language, program]) =>
      `{{% choosable language ${language} %}}\n\n${fence(language, program)}\n{{% /choosable %}}\n`,
  );
  return `{{< chooser language "${[...programs.keys()].join(",")}" >}}\n${tabs.join("")}{{< /chooser >}}`;
}

/** An example as GitHub shows it: TypeScript, and the other languages to unfold. */
export function unfoldable({ title, programs }: Example): string {
  const blocks = [...programs].map(([language, program]) => {
    const open = language === "typescript" ? " open" : "";
    return `<details${open}><summary>${displayNames[language]}</summary>\n\n${fence(language, program)}\n</details>\n`;
  });
  return `### ${title}\n\n${blocks.join("")}`;
}

function fence(language: string, program: string): string {
  return `\`\`\`${language}\n${program}\`\`\`\n`;
}
