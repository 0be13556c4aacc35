import { checkoutPlugin, openProject, type Project } from "../stack/project.ts";

/** Opens a project whose TypeScript program is a block of a document. */
export function openDocumentProject(program: string): Promise<Project> {
  return openProject({
    "Pulumi.yaml": `name: doc\nruntime: nodejs\n${checkoutPlugin}\n`,
    "package.json": JSON.stringify({ name: "doc", main: "index.ts", private: true }),
    "index.ts": program,
  });
}
