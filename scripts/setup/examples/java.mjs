import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "../command.mjs";
import { root } from "../root.mjs";
import { SetupError } from "../setupError.mjs";
import { MissingToolError, orMissing } from "./missingTool.mjs";

const listClassPath = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath";

/**
 * Compiles examples/java with this checkout's SDK in place of the published one. Maven takes both as modules of one project, so
 * that nothing is installed into the user's repository.
 * @param {string} folder Receives program.jar, which only lists a class path, and for docs/from-the-sdk.md
 *   `documents/target/classpath`, which has Huawei's SDK too.
 * @param {(detail: string) => void} say
 */
export async function buildJava(folder, say) {
  cpSync(join(root, "sdk", "java"), join(folder, "sdk"), { recursive: true });
  cpSync(join(root, "examples", "java"), join(folder, "example"), { recursive: true });
  mkdirSync(join(folder, "documents"));
  writeFileSync(join(folder, "documents", "pom.xml"), pom("documents", dependencies));
  writeFileSync(join(folder, "pom.xml"), pom("all", modules));
  await orMissing(() => run("javac", ["-version"]));
  // Maven expands the property for each module.
  const output = "-Dmdep.outputFile=$" + "{project.build.directory}/classpath";
  await run("mvn", ["--batch-mode", "--quiet", "compile", listClassPath, output], { cwd: folder, onLine: say }).catch(
    (error) => {
      const isCompiled = error instanceof SetupError && !error.message.includes("COMPILATION ERROR");
      throw isCompiled ? new MissingToolError(error.message) : error;
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
