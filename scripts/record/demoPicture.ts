import { excerpt } from "./excerpt.ts";
import { recordCommand } from "./recordCommand.ts";
import { drawStill } from "./svg.ts";
import { replay } from "./terminal.ts";

/** `docs/demo.svg`: what `npm run demo` prints, with long lists shortened. */
export async function demoPicture(root: string): Promise<string> {
  const columns = 112;
  const recording = await recordCommand({
    command: "npm run demo",
    folder: root,
    columns,
    rows: 40,
    // Hides warnings about the npm settings of the person who records this.
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
      "A terminal: a real pulumi up against the emulator prints typed outputs, among them a summary of 66 migration tasks and the state of each, then the signed requests that the emulator received.",
    columns,
  });
}
