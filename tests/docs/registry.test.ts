import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";

const root = join(import.meta.dirname, "..", "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** https://github.com/pulumi/registry/blob/master/.github/pull_request_template.md */
const categories = ["cloud", "infrastructure", "network", "database", "monitoring", "utility"];
const languages = ["typescript", "python", "go", "csharp", "java", "yaml"];

describe("What Pulumi's registry asks of a package", () => {
  const schema = JSON.parse(read("provider/schema.json"));
  const entry = JSON.parse(read("docs/registry/package-list-entry.json"));

  it("is an entry that names the repository and the schema in it", () => {
    expect(schema.repository).to.equal(`https://github.com/${entry.repoSlug}`);
    expect(existsSync(join(root, entry.schemaFile))).to.equal(true);
  });

  it("is a schema with a name, a description, a publisher, a license and a supported category", () => {
    for (const field of ["displayName", "description", "publisher", "homepage", "license"]) {
      expect(schema[field], field).to.be.a("string").and.not.equal("");
    }
    const given = schema.keywords.filter((keyword: string) => keyword.startsWith("category/"));
    expect(given).to.have.length(1);
    expect(categories).to.include(given[0].slice("category/".length));
  });

  it("is a plugin download URL of the repository's releases", () => {
    expect(schema.pluginDownloadURL).to.equal(`github://api.github.com/${entry.repoSlug}`);
  });

  it("is a square logo in PNG format, at the URL in the schema", () => {
    const [, path = ""] = /\/main\/(.*)$/.exec(schema.logoUrl) ?? [];
    const png = readFileSync(join(root, path));
    expect(png.subarray(1, 4).toString()).to.equal("PNG");
    expect(png.readUInt32BE(16)).to.equal(png.readUInt32BE(20)).and.be.at.least(100);
  });

  for (const document of ["docs/_index.md", "docs/installation-configuration.md"]) {
    it(`is front matter in ${document}, and no links to files that the registry does not have`, () => {
      const [, frontMatter = "", body = ""] = /^---\n(.*?)\n---\n(.*)$/s.exec(read(document)) ?? [];
      expect(parse(frontMatter)).to.include({ layout: "package" }).and.to.include.keys("title", "meta_desc");
      const links = [...body.matchAll(/\]\(([^)]*)\)/g)].map(([, link]) => link);
      expect(links.filter((link) => !link?.startsWith("https://") && !link?.startsWith("#"))).to.deep.equal([]);
    });
  }

  it("is an example in every language on the overview", () => {
    const shown = [...read("docs/_index.md").matchAll(/\{\{% choosable language (\w+) %\}\}/g)].map(([, name]) => name);
    expect(shown).to.deep.equal(languages);
  });

  it("is an installation page with the plugin's command, the configuration, and the environment", () => {
    const page = read("docs/installation-configuration.md");
    expect(page).to.include("pulumi plugin install resource huaweicloud-rocketmq");
    expect(page).to.include("pulumi config set huaweicloud-rocketmq:region");
    expect(page).to.include("HUAWEICLOUD_SDK_AK");
  });
});
