import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect } from "chai";

const root = join(import.meta.dirname, "..", "..");
const repository = "https://github.com/huaweicloud-rocketmq/pulumi-huaweicloud-rocketmq/blob/main/";
/** The documents of the repository, with their text without code. */
const documents = new Map(
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
    cwd: root,
    encoding: "utf8",
  })
    .trim()
    .split("\n")
    .map((path) => [path, readFileSync(join(root, path), "utf8").replace(/^( *)(`{3,}).*?^\1\2$/gms, "")]),
);

/** The places in this repository that a document links to, as paths from its top. */
function linksIn(path: string): string[] {
  return [...(documents.get(path) ?? "").matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, url = ""]) => url.replace(repository, `${relative(dirname(path), "") || "."}/`))
    .filter((url) => !/^https?:/.test(url))
    .map((url) => (url.startsWith("#") ? `${path}${url}` : join(dirname(path), url)));
}

/** The names that GitHub gives to the headings of a document. */
function anchorsIn(path: string): string[] {
  return [...(documents.get(path) ?? "").matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("The links of the documents", () => {
  it("lead to files and headings that exist", () => {
    const broken = [...documents.keys()].flatMap((path) =>
      linksIn(path)
        .filter((link) => {
          const [file = "", anchor] = link.split("#");
          if (!existsSync(join(root, file))) return true;
          return anchor !== undefined && documents.has(file) && !anchorsIn(file).includes(anchor);
        })
        .map((link) => `${path}: ${link}`),
    );
    expect(broken).to.deep.equal([]);
  });

  it("lead from the README to every page and every example", () => {
    const pages = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md") && name !== "_index.md");
    const examples = readdirSync(join(root, "examples"));
    expect(linksIn("README.md")).to.include.members([
      ...pages.map((name) => `docs/${name}`),
      "docs/reference/README.md",
      ...examples.map((name) => `examples/${name}`),
      "SECURITY.md",
    ]);
  });
});
