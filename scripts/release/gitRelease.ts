import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../setup/command.mjs";

/**
 * What others read at the tag, besides the plugin: Pulumi's registry the schema and its two pages, a pipeline `ci`, and a person the
 * rest. Without package.json of the top, of which npm would take `provider` for a workspace.
 */
const readAtTag = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "SECURITY.md",
  "ci",
  "docs",
  "examples",
  "provider/schema.json",
];

/**
 * Makes the commit that a release's tag names, so that Pulumi installs the plugin from the git repository:
 * `pulumi package add <repository>.git/provider@v<version>`. Pulumi's engine clones the tag, and its Node host runs `npm install`:
 * in the sources that would install everything that development needs. So this commit contains the plugin's folder, as
 * `provider`, and what others read at the tag; its parent is the commit of the sources. Nothing generated gets into the sources' history.
 *
 * @param folder The plugin's folder.
 * @param version The release's version.
 * @returns The commit's hash, the same for the same sources. No branch or tag is touched.
 */
export async function commitPluginFolder(folder: string, version: string): Promise<string> {
  const top = mkdtempSync(join(tmpdir(), "huaweicloud-rocketmq-release-"));
  try {
    const files = join(top, "files");
    mkdirSync(files);
    cpSync(folder, join(files, "provider"), { recursive: true });
    const author = {
      name: "huaweicloud-rocketmq",
      email: "release@localhost",
      date: await git(["log", "-1", "--format=%cI"]),
    };
    const env = {
      ...process.env,
      GIT_INDEX_FILE: join(top, "index"),
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_AUTHOR_DATE: author.date,
      GIT_COMMITTER_NAME: author.name,
      GIT_COMMITTER_EMAIL: author.email,
      GIT_COMMITTER_DATE: author.date,
    };
    await git(["add", ...readAtTag], env);
    await git([`--work-tree=${files}`, "add", "--force", "--ignore-removal", "."], env);
    const tree = await git(["write-tree"], env);
    const message = `Release ${version}: the plugin's folder, built from the parent commit`;
    return await git(["commit-tree", tree, "-p", "HEAD", "-m", message], env);
  } finally {
    rmSync(top, { recursive: true, force: true });
  }
}

async function git(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return (await run("git", args, { env })).trim();
}
