/** Control characters except tab and newline (C0, DEL, C1). A terminal takes them as commands: clear the screen, set the title. */
const controlCharacters = /(?![\t\n])\p{Cc}/gu;

/**
 * A text that a terminal shows and does not obey, whoever wrote it: the service, or a gateway in front of it. Control characters
 * become `\u001b` and the like. `<{%`, which begins Pulumi's colour markup (pulumi/pulumi sdk/go/common/diag/colors), becomes
 * `<{ %`. Tabs and newlines stay.
 */
export function printable(text: string): string {
  return text
    .replace(controlCharacters, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll("<{%", "<{ %");
}
