/** Control characters except tab and newline (C0, DEL, C1). A terminal takes them as commands: clear the screen, set the title. */
const controlCharacters = /(?![\t\n])\p{Cc}/gu;

/** How a line of a log begins a workflow command of GitHub Actions: `::error::`. */
const workflowCommand = /^([^\S\n]*:):/gm;
/** The same in the runner's older form, and in Azure Pipelines. These count anywhere in a line. */
const loggingCommand = /##(?=(?:vso)?\[)/g;

/**
 * A text that a terminal shows and does not obey, whoever wrote it: the service, or a gateway in front of it. Control characters
 * become `\u001b` and the like. `<{%`, which begins Pulumi's colour markup (pulumi/pulumi sdk/go/common/diag/colors), becomes
 * `<{ %`. What a CI system would run as a command, `::error::` or `##[error]`, gets a space too. Tabs and newlines stay.
 */
export function printable(text: string): string {
  return text
    .replace(controlCharacters, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll("<{%", "<{ %")
    .replace(workflowCommand, "$1 :")
    .replace(loggingCommand, "# #");
}
