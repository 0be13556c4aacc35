import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "../command.mjs";
import { MissingToolError, orMissing } from "../missingTool.mjs";
import { root } from "../root.mjs";
import { SetupError } from "../setupError.mjs";
import { makeWhenStale } from "../stamp.mjs";
import { step } from "../step.mjs";

const folder = join(root, ".tools", "languages", "java");
const listClassPath = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath";

/** What Maven says when it cannot download something. */
const failedDownload = /Could not transfer|failed to transfer|Cannot access/;

/**
 * Builds the archive of the SDK, and examples/java with it in place of the published one. Maven takes both as modules of one project,
 * so that nothing is installed into the user's repository. The language's folder receives program.jar, which only lists a class path,
 * and for docs/from-the-sdk.md `documents/target/classpath`, which has Huawei's SDK too.
 */
export async function buildJava() {
  await makeWhenStale({
    output: join(folder, "program.jar"),
    sources: ["scripts/setup/languages/java.mjs", "sdk/java", "examples/java"],
    make: () => step("building the archive of the Java SDK, and examples/java", makeJava),
  });
}

/** @param {(line: string) => void} say */
async function makeJava(say) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "documents"), { recursive: true });
  cpSync(join(root, "sdk", "java"), join(folder, "sdk"), { recursive: true });
  cpSync(join(root, "examples", "java"), join(folder, "example"), { recursive: true });
  writeFileSync(join(folder, "documents", "pom.xml"), pom("documents", dependencies));
  writeFileSync(join(folder, "pom.xml"), pom("all", modules));
  await orMissing(async () => {
    await run("javac", ["-version"]);
    await run("mvn", ["-version"]);
  });
  // Maven expands the property for each module.
  const output = "-Dmdep.outputFile=$" + "{project.build.directory}/classpath";
  await run("mvn", ["--batch-mode", "--quiet", "package", listClassPath, output], { cwd: folder, onLine: say }).catch(
    (error) => {
      const isDownload = error instanceof SetupError && failedDownload.test(error.message);
      throw isDownload ? new MissingToolError(error.message) : error;
    },
  );
  const target = join(folder, "example", "target");
  const dependencyPaths = readFileSync(join(target, "classpath"), "utf8").split(delimiter);
  const manifest = join(folder, "manifest");
  writeFileSync(manifest, `Main-Class: shop.App\n${classPathLines([join(target, "classes"), ...dependencyPaths])}`);
  await run("jar", ["--create", "--file", join(folder, "program.jar"), "--manifest", manifest]);
}

/** @param {readonly string[]} paths */
function classPathLines(paths) {
  // A folder ends with a slash.
  const urls = paths.map((path) => `${pathToFileURL(path)}${path.endsWith(".jar") ? "" : "/"}`);
  // A line has at most 72 bytes, and continues after a space in the next one.
  const [first = "", ...rest] = `Class-Path: ${urls.join(" ")}`.match(/^.{1,72}|.{1,71}/g) ?? [];
  return `${[first, ...rest.map((text) => ` ${text}`)].join("\n")}\n`;
}

/**
 * @param {string} name
 * @param {string} content
 */
function pom(name, content) {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>huaweicloud-rocketmq-tests</groupId>
  <artifactId>${name}</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  ${content}
</project>
`;
}

const modules = "<modules><module>sdk</module><module>example</module><module>documents</module></modules>";

const dependencies = `<dependencies>
    <dependency>
      <groupId>io.github.huaweicloud-rocketmq</groupId>
      <artifactId>pulumi-huaweicloud-rocketmq</artifactId>
      <version>0.1.0</version>
    </dependency>
    <dependency>
      <groupId>com.huaweicloud.sdk</groupId>
      <artifactId>huaweicloud-sdk-rocketmq</artifactId>
      <version>3.1.143</version>
    </dependency>
  </dependencies>`;
