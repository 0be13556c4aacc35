import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { run } from "./command.mjs";
import { stopped } from "./interruption.mjs";
import { provideLanguageHost } from "./languageHosts.mjs";
import { root } from "./root.mjs";
import { SetupError } from "./setupError.mjs";
import { makeWhenStale } from "./stamp.mjs";
import { step } from "./step.mjs";

/** One folder for each language. tests/languages starts the programs from there. */
const languages = join(root, ".tools", "languages");

/** Huawei's own SDKs, which docs/from-the-sdk.md compares with. */
const huaweiSdks = {
  python: "huaweicloudsdkrocketmq==3.1.219",
  go: "github.com/huaweicloud/huaweicloud-sdk-go-v3@v0.1.207",
  java: { groupId: "com.huaweicloud.sdk", artifactId: "huaweicloud-sdk-rocketmq", version: "3.1.143" },
};

/** The folders `sdk` and `example`, and `sdks`, whose class path has Huawei's SDK too. */
const javaProject = "";

/** A tool or package that this machine does not have and cannot download. The tests of the language are skipped. */
class MissingToolError extends SetupError {}

/**
 * Builds the hosts, packages and programs that the examples in Python, Go, Java and YAML need, with the SDKs of this checkout in
 * place of the published ones. If a tool is missing, `.tools/languages/<language>.missing` says so.
 * @throws {SetupError} when a program or an SDK does not compile.
 */
export async function buildExamples() {
  await provideLanguage("yaml");
  await provideLanguage("python", { output: "bin/python", make: installPython });
  await provideLanguage("go", { output: "program", make: buildGo });
  await provideLanguage("java", { output: "program.jar", make: buildJava });
}

/**
 * @param {string} language
 * @param {object} [build]
 * @param {string} build.output A file in the language's folder.
 * @param {(folder: string, say: (detail: string) => void) => Promise<void>} build.make
 */
async function provideLanguage(language, build) {
  const missing = join(languages, `${language}.missing`);
  mkdirSync(languages, { recursive: true });
  try {
    await orMissing(() => provideLanguageHost(language));
    if (build !== undefined) {
      const folder = join(languages, language);
      await makeWhenStale({
        output: join(folder, build.output),
        sources: [`examples/${language}`, `sdk/${language}`, "scripts/setup/examplePrograms.mjs"],
        make: () =>
          step(`building examples/${language}`, async (say) => {
            rmSync(folder, { recursive: true, force: true });
            mkdirSync(folder, { recursive: true });
            await build.make(folder, say);
          }),
      });
    }
    rmSync(missing, { force: true });
  } catch (error) {
    if (!(error instanceof MissingToolError) || stopped.aborted) throw error;
    writeFileSync(missing, error.message);
    const [reason] = error.message.split("\n");
    process.stderr.write(`set-up: the tests of ${language} will be skipped: ${reason}\n`);
  }
}

/**
 * @template T
 * @param {() => Promise<T>} work Needs only tools and downloads.
 * @returns {Promise<T>}
 */
async function orMissing(work) {
  try {
    return await work();
  } catch (error) {
    throw error instanceof SetupError ? new MissingToolError(error.message) : error;
  }
}

/**
 * @param {string} folder Becomes a virtual environment.
 * @param {(detail: string) => void} say
 */
async function installPython(folder, say) {
  const python = join(folder, "bin", "python");
  const pip = (/** @type {string[]} */ ...args) =>
    run(python, ["-m", "pip", "--disable-pip-version-check", "--retries", "1", ...args], { onLine: say });
  const pulumi = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies["@pulumi/pulumi"];
  const sources = join(folder, "sdk");
  // A copy, because setuptools writes into the folder that it builds.
  cpSync(join(root, "sdk", "python"), sources, { recursive: true });
  await orMissing(async () => {
    await run("python3", ["-m", "venv", folder]);
    await pip("install", `pulumi==${pulumi}`, huaweiSdks.python, "setuptools>=61", "wheel");
  });
  const wheels = join(folder, "wheels");
  await pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, sources);
  const requirements = join(root, "examples", "python", "requirements.txt");
  await pip("install", `pulumi==${pulumi}`, "--find-links", wheels, "--requirement", requirements);
}

/**
 * @param {string} folder Receives the program, and a go.mod that replaces the published SDK.
 * @param {(detail: string) => void} say
 */
async function buildGo(folder, say) {
  const example = join(root, "examples", "go");
  const replacement = `replace github.com/huaweicloud-rocketmq/pulumi-huaweicloud-rocketmq/sdk/go => ${join(root, "sdk", "go")}`;
  writeFileSync(join(folder, "go.mod"), `${readFileSync(join(example, "go.mod"), "utf8")}\n${replacement}\n`);
  cpSync(join(example, "go.sum"), join(folder, "go.sum"));
  const env = { ...process.env, GOWORK: "off", GOFLAGS: `-modfile=${join(folder, "go.mod")} -buildvcs=false` };
  const go = (/** @type {string[]} */ ...args) => run("go", args, { cwd: example, env, onLine: say });
  await orMissing(() => go("mod", "download"));
  await go("build", "-v", "-ldflags=-w", "-o", join(folder, "program"), ".");
}

/**
 * Maven compiles the SDK and the example as modules of one project: nothing is installed into the user's repository.
 * @param {string} folder Receives the program, an archive that only lists its class path.
 * @param {(detail: string) => void} say
 */
async function buildJava(folder, say) {
  cpSync(join(root, "sdk", "java"), join(folder, "sdk"), { recursive: true });
  cpSync(join(root, "examples", "java"), join(folder, "example"), { recursive: true });
  writeFileSync(join(folder, "pom.xml"), javaProject);
  const listClassPath = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath";
  const goals = ["compile", listClassPath, "-Dmdep.outputFile=${project.build.directory}/classpath"];
  await orMissing(() => run("javac", ["-version"]));
  await run("mvn", ["--batch-mode", "--quiet", ...goals], { cwd: folder, onLine: say }).catch((error) => {
    throw error instanceof SetupError && !error.message.includes("COMPILATION ERROR")
      ? new MissingToolError(error.message)
      : error;
  });
  const classPath = [
    join(folder, "example", "target", "classes"),
    ...readFileSync(join(folder, "example", "target", "classpath"), "utf8").split(":"),
  ];
  // In a manifest, a folder of classes ends with a slash.
  const urls = classPath.map((path) => `${pathToFileURL(path)}${path.endsWith(".jar") ? "" : "/"}`);
  const manifest = join(folder, "manifest");
  writeFileSync(manifest, `Main-Class: shop.App\n${manifestLines(`Class-Path: ${urls.join(" ")}`)}`);
  await run("jar", ["--create", "--file", join(folder, "program.jar"), "--manifest", manifest]);
}

/** @param {string} line A manifest's lines have at most 72 bytes; the next one continues after a space. */
function manifestLines(line) {
  const [first = "", ...rest] = line.match(/^.{1,72}|.{1,71}/g) ?? [];
  return `${[first, ...rest.map((text) => ` ${text}`)].join("\n")}\n`;
}
