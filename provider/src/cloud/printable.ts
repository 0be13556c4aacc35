/** Control characters except tab and newline (C0, DEL, C1). A terminal takes them as commands: clear the screen, set the title. */
const controlCharacters = /(?![\t\n])\p{Cc}/gu;

/** Characters that reverse or reorder the text around them, so that it reads as something else. */
const bidiControls = /[\u202a-\u202e\u2066-\u2069]/g;

/** Starts a workflow command of GitHub Actions at the beginning of a log's line: `::error::`. */
const workflowCommand = /^([^\S\n]*:):/gm;
/** Starts a command of the runner's older syntax, or of Azure Pipelines, anywhere in a line: `##[error]`, `##vso[…]`. */
const loggingCommand = /##(?=(?:vso|teamcity)?\[)/g;

/**
 * A text that a terminal shows and does not obey, whoever wrote it: the service, or a gateway in front of it. Control characters
 * and those that reverse text become `\u001b` and the like. `<{%`, which begins Pulumi's colour markup (pulumi/pulumi
 * sdk/go/common/diag/colors), becomes `<{ %`. Commands to a CI system, such as `::error::` or `##[error]`, get a space too. Tabs and newlines stay.
 */
export function printable(text: string): string {
  return text
    .replace(controlCharacters, escaped)
    .replace(bidiControls, escaped)
    .replaceAll("<{%", "<{ %")
    .replace(workflowCommand, "$1 :")
    .replace(loggingCommand, "# #");
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
