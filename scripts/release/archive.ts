import { readdirSync } from "node:fs";
import { c as create } from "tar";

/** That of the files in npm's packages. The same one each time, so that the same files give the same bytes. */
const modified = new Date("1985-10-26T08:15:00Z");

/**
 * Packs files of a folder into a `.tar.gz`: the same bytes each time, whoever packs, whenever.
 *
 * @param output The archive.
 * @param folder The files' folder.
 * @param names The names of the files and folders, relative to the folder.
 */
export async function pack(output: string, folder: string, names: readonly string[]): Promise<void> {
  await create({ file: output, cwd: folder, gzip: { level: 9 }, portable: true, mtime: modified }, names.toSorted());
}

/**
 * The files of the plugin's folder that go into an archive: the launchers and the bundle. What Pulumi's Node host needs stays out: an
 * installed plugin with a PulumiPlugin.yaml is started by the host, which not every host can do.
 *
 * @param folder The plugin's folder.
 */
export function launcherFiles(folder: string): string[] {
  const forNodeHost = ["PulumiPlugin.yaml", "package.json", "run"];
  // The compiled code is of this machine's Node.
  const others = [...forNodeHost, "compiled"];
  return readdirSync(folder).filter((name) => !others.includes(name));
}
