import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../setup/command.mjs";
import { root } from "../setup/root.mjs";
import { readFolder } from "./files.ts";
import { buildGoTool } from "./goTool.ts";
import { javaPackage } from "./javaPackage.ts";
import { packageManifest } from "./packageManifest.ts";
import { packageReadme } from "./packageReadme.ts";
import { withoutFalseTypeErrors, withStringsForEnums } from "./pythonTypes.ts";

/** The names of their generators, and of their folders in sdk. */
const languages = ["nodejs", "python", "go", "java", "dotnet"];
/** Part of the NuGet package. */
const logo = "docs/logo.png";

/**
 * Generates the SDKs for Node, Python, Go, Java and .NET with Pulumi's own generators, which a small Go program calls. Only
 * the package.json for Node, and what Maven needs, are ours.
 *
 * @param schema The JSON text of the schema.
 * @returns The text of each file by its path in the repository.
 * @throws {SetupError} when the generator cannot be built or fails.
 */
export async function generateSdks(schema: string): Promise<Map<string, string>> {
  const generator = await buildGoTool("sdk", "Pulumi's SDK generators");
  const folder = mkdtempSync(join(tmpdir(), "huaweicloud-rocketmq-sdk-"));
  try {
    for (const language of languages) {
      const schemaFile = join(folder, `${language}.json`);
      writeFileSync(schemaFile, language === "python" ? withStringsForEnums(schema) : schema);
      await run(generator, [language, schemaFile, join(root, logo), join(folder, "sdk", language)]);
    }
    const files = readFolder(join(folder, "sdk"), "sdk");
    for (const [path, text] of files) if (path.endsWith(".py")) files.set(path, withoutFalseTypeErrors(text));
    const manifest = packageManifest(files.get("sdk/nodejs/package.json") ?? "", providerDependencies());
    files.set("sdk/nodejs/package.json", manifest);
    for (const [path, text] of javaPackage(JSON.parse(schema))) files.set(`sdk/java/${path}`, text);
    for (const language of languages) {
      const readme = packageReadme(language, JSON.parse(schema));
      if (readme !== undefined) files.set(`sdk/${language}/README.md`, readme);
    }
    // The generator names one requirement. Ours, in git, is complete: `go mod tidy` has made it.
    files.delete("sdk/go/go.mod");
    return files;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The SDK depends on the same versions as the provider. */
function providerDependencies(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(root, "provider", "package.json"), "utf8")).dependencies;
}
