import { excerpt } from "./excerpt.ts";
import { recordCommand } from "./recordCommand.ts";
import { drawStill } from "./svg.ts";
import { replay } from "./terminal.ts";

/** `docs/demo.svg`: what `npm run demo` prints, without the long lists' middle. */
export async function demoPicture(root: string): Promise<string> {
  const columns = 112;
  const recording = await recordCommand({
    command: "npm run demo",
    folder: root,
    columns,
    rows: 40,
    // Warnings about the npm settings of whoever records this are of no interest to others.
    environment: { NPM_CONFIG_USERCONFIG: "/dev/null" },
  });
  const { everything } = await replay(recording);
  const lines = excerpt(everything, [
    { from: /^\s*$/, to: /^3\. pulumi up/ },
    { from: /^ {8}\[6\]: /, to: /^ {4}\]$/ },
    { from: /^5\. / },
  ]);
  return drawStill(lines, {
    title: "npm run demo",
    description:
      "A terminal: a real pulumi up against the emulator prints typed outputs, among them a summary of 66 migration tasks and the state of each, and then the signed requests that the emulator saw.",
    columns,
  });
}
