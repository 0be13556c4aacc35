import type { ExampleRun } from "./runExample.ts";

/** The rows of the table: what is compared, and what a reader should see of it. */
const rows: readonly (readonly [title: string, show: (run: ExampleRun) => string])[] = [
  [
    "function",
    ({ function: { failedBefore, finishedAfter } }) => `${failedBefore} failed before, ${finishedAfter} finished after`,
  ],
  ["gate", ({ gate: { waitedFor, before, after } }) => `waits for ${code(waitedFor)}; deployed ${when(before, after)}`],
  [
    "migration",
    ({ migration: { taskName, status, migrated } }) => `${code(taskName)} ${status}: ${migrated.join(", ")}`,
  ],
  ["error text", ({ error }) => code(error)],
  [
    "secret",
    ({ secret: { isShown, inState } }) =>
      `${isShown ? "shown" : "not shown"} on the terminal; ${inState ? "plain text" : "encrypted"} in the state`,
  ],
  ["preview", ({ preview: { planned, calls } }) => `${planned.length} to create; calls ${calls.map(code).join(", ")}`],
];

/** Which part of a run each row of the table is about. */
export const comparedParts = ["function", "gate", "migration", "error", "secret", "preview"] as const;

/** The text of docs/languages.md. */
export function languagesPage(names: readonly string[], run: ExampleRun): string {
  const table = [
    ["", "result", ...names],
    ["---", "---", ...names.map(() => ":-:")],
    ...rows.map(([title, show]) => [title, show(run), ...names.map(() => "same")]),
  ];
  return `# The same in every language

The examples in [TypeScript](../examples/typescript), [Python](../examples/python), [Go](../examples/go), [Java](../examples/java)
and [YAML](../examples/yaml) are one program: it migrates a RocketMQ cluster's export, waits for a migration that somebody else
runs, and deploys what needs both. The tests run each with Pulumi's engine, the language's own host and the emulator: a preview, an
update in which the other migration has failed, and an update in which it has finished. They compare the results:

${table.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}

The error is one sentence of the plugin, and every language shows it unchanged. In the preview, the ID of the task to be created is
unknown, and nothing that changes the instance is called.

## Run one from a checkout

\`npm run setup\` builds the plugin, which each example's \`Pulumi.yaml\` points to, and the SDK for TypeScript. YAML needs no SDK. The
others use the SDK of the checkout. Before the commands at the top of the example, run in its folder:

|  | command |
| --- | --- |
| Python | \`python3 -m venv venv && venv/bin/pip install ../../sdk/python\` |
| Go | \`go mod edit -replace github.com/huaweicloud-rocketmq/pulumi-huaweicloud-rocketmq/sdk/go=../../sdk/go\` |
| Java | \`mvn --file ../../sdk/java install\` |

## How this page is made

This page is written by \`npm run languages\`. \`npm test\` compares it with what it sees, and skips a language whose tools the
machine lacks. The SDK for .NET is generated from the same schema, and no test runs a program with it.
`;
}

function code(value: unknown): string {
  return `\`${String(value)}\``;
}

function when(before: boolean, after: boolean): string {
  if (before) return "before its release";
  return after ? "only after its release" : "never";
}
