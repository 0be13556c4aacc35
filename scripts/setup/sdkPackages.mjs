import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { run } from "./command.mjs";
import { stopped } from "./interruption.mjs";
import { root } from "./root.mjs";
import { SetupError } from "./setupError.mjs";
import { makeWhenStale } from "./stamp.mjs";
import { step } from "./step.mjs";

/**
 * The tools that build the SDKs into packages, and the packages. Tools and packages lie in `.tools/sdk`, and are made again when
 * what they are made from has changed. Nothing is installed outside of the checkout, except for the caches of Go and Maven.
 */

const self = "scripts/setup/sdkPackages.mjs";
const folder = ".tools/sdk";
const python = `${folder}/python/venv/bin/python`;

/** Pinned, because newer type checkers may find errors that these do not. */
const pythonPackages = [
  "mypy==2.4.1",
  "pyright==1.1.414",
  "setuptools==82.0.1",
  "wheel==0.46.3",
  "parver==1.0.1.post0",
];

/**
 * Prepares the package tools of every language, as far as this machine has them, and builds the packages: so that tests need not.
 * @throws {SetupError} when a package does not build.
 */
export async function buildSdkPackages() {
  for (const { provide, build } of [pythonPackage, goPackage, javaPackage]) {
    if ((await provide()) === undefined) await build();
  }
}

/**
 * @typedef {object} SdkPackage
 * @property {() => Promise<string | undefined>} provide Prepares the tools. Returns why the package cannot be built here, if it
 *   cannot: what is missing.
 * @property {() => Promise<void>} build Builds the package.
 */

/** The wheel, installed into a virtual environment with mypy and pyright. @type {SdkPackage} */
export const pythonPackage = {
  provide: () =>
    orReason(async () => {
      need("python3");
      await makeWhenStale({
        output: python,
        sources: [self, "package.json"],
        make: () =>
          step("installing what Python's type checkers and wheels need", async (say) => {
            rmSync(join(root, folder, "python"), { recursive: true, force: true });
            mkdirSync(join(root, folder, "python"), { recursive: true });
            await run("python3", ["-m", "venv", join(root, folder, "python", "venv")]);
            const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
            const pulumi = `pulumi==${devDependencies["@pulumi/pulumi"]}`;
            await run(join(root, python), [...pip, "install", pulumi, ...pythonPackages], { onLine: say });
          }),
      });
    }),
  build: async () => {
    await makeWhenStale({
      output: `${folder}/python/wheel/made`,
      sources: [self, "sdk/python", `${python}.stamp`],
      make: () =>
        step("building the wheel of the Python SDK", async () => {
          const sources = copySources("python");
          const wheel = join(root, folder, "python", "wheel");
          rmSync(wheel, { recursive: true, force: true });
          const build = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", wheel, sources];
          await run(join(root, python), [...pip, ...build]);
          const install = ["install", "--no-deps", "--no-index", "--force-reinstall", "--find-links", wheel];
          await run(join(root, python), [...pip, ...install, "pulumi_huaweicloud_rocketmq"]);
          writeFileSync(join(wheel, "made"), "");
        }),
    });
  },
};

/** The Go module, compiled and vetted. @type {SdkPackage} */
export const goPackage = {
  provide: () =>
    orReason(async () => {
      need("go");
      await makeWhenStale({
        output: `${folder}/go/downloaded`,
        sources: ["sdk/go/go.mod", "sdk/go/go.sum"],
        make: async () => {
          await run("go", ["mod", "download"], { cwd: join(root, "sdk", "go"), env: goEnvironment() });
          note("go/downloaded");
        },
      });
    }),
  build: async () => {
    await makeWhenStale({
      output: `${folder}/go/made`,
      sources: ["sdk/go"],
      make: () =>
        step("compiling the Go SDK (a minute or two, once)", async (say) => {
          const options = { cwd: join(root, "sdk", "go"), env: goEnvironment(), onLine: say };
          await run("go", ["build", "-v", "./..."], options);
          await run("go", ["vet", "./..."], options);
          note("go/made");
        }),
    });
  },
};

/** The archive for Maven. @type {SdkPackage} */
export const javaPackage = {
  provide: () =>
    orReason(async () => {
      need("javac");
      need("mvn");
      await makeWhenStale({
        output: `${folder}/java/downloaded`,
        sources: [self, "sdk/java/pom.xml"],
        make: () =>
          step("downloading what the Java SDK's build needs", async (say) => {
            // The same project with one class, so that the download fails only if the network does.
            const sample = join(root, folder, "java", "sample");
            rmSync(sample, { recursive: true, force: true });
            mkdirSync(join(sample, "src", "main", "java"), { recursive: true });
            writeFileSync(join(sample, "src", "main", "java", "Sample.java"), "class Sample {}\n");
            cpSync(join(root, "sdk", "java", "pom.xml"), join(sample, "pom.xml"));
            await maven(["package", listClassPath, `-Dmdep.outputFile=${classPath}`], sample, say);
            note("java/downloaded");
          }),
      });
    }),
  build: async () => {
    await makeWhenStale({
      output: `${folder}/java/sources/target/made`,
      sources: [self, "sdk/java"],
      make: () =>
        step("building the archive of the Java SDK", async (say) => {
          const sources = copySources("java");
          await maven(["--offline", "package"], sources, say);
          note("java/sources/target/made");
        }),
    });
  },
};

const pip = ["-m", "pip", "--quiet", "--disable-pip-version-check"];

const listClassPath = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath";
const classPath = join(root, folder, "java", "classpath");

/**
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {(line: string) => void} onLine
 */
function maven(args, cwd, onLine) {
  return run("mvn", ["--batch-mode", "--quiet", ...args], { cwd, onLine });
}

function goEnvironment() {
  return { ...process.env, GOFLAGS: "-mod=readonly -buildvcs=false", GOWORK: "off" };
}

/**
 * Copies an SDK, because builds write into the folder that they build.
 * @param {string} language
 * @returns {string} The copy's path.
 */
function copySources(language) {
  const copy = join(root, folder, language, "sources");
  rmSync(copy, { recursive: true, force: true });
  cpSync(join(root, "sdk", language), copy, { recursive: true });
  return copy;
}

/** @param {string} path A file in `.tools/sdk` whose existence says that a step is done. */
function note(path) {
  const file = join(root, folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "");
}

/** @param {string} program @throws {SetupError} unless it is on PATH. */
function need(program) {
  if (!isOnPath(program)) throw new SetupError(`${program} is not on PATH`);
}

/**
 * @param {string} program
 * @returns {boolean}
 */
export function isOnPath(program) {
  return (process.env.PATH ?? "").split(delimiter).some((path) => existsSync(join(path, program)));
}

/**
 * @param {() => Promise<void>} work
 * @returns {Promise<string | undefined>} Why it failed, in one line; undefined when it did not.
 */
async function orReason(work) {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof SetupError) || stopped.aborted) throw error;
    return error.message.split("\n")[0];
  }
}
