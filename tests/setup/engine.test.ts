import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { firstEngine, installEngine, keepFromLogging } from "../../scripts/setup/engine.mjs";
import { runInstallScript } from "../../scripts/setup/engineDownload.mjs";
import { enginePrograms, findEngine, foldersOf } from "../../scripts/setup/engineSearch.mjs";
import { SetupError } from "../../scripts/setup/setupError.mjs";

const version = "3.259.0";

describe("The set-up of the Pulumi engine", () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "engine-test-")));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Writes an engine that reports `version`, without the programs in `without`. */
  function writeEngine(bin: string, version: string, without: readonly string[] = []): string {
    mkdirSync(bin, { recursive: true });
    for (const name of enginePrograms.filter((program) => !without.includes(program))) {
      writeFileSync(join(bin, name), `#!/bin/sh\necho v${version}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    return bin;
  }

  const messageOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => "no error",
      (error: unknown) => (error as Error).message,
    );

  describe("tries several ways", () => {
    const works = (folder: string) => [folder, async () => folder] as const;
    const fails = (name: string, reason: string) => [name, () => Promise.reject(new SetupError(reason))] as const;

    it("keeps the project's own engine from writing its automatic logs, also where it has written some", () => {
      mkdirSync(join(folder, "logs"));
      writeFileSync(join(folder, "logs", "pulumi-up.log"), "");
      keepFromLogging(folder);
      keepFromLogging(folder);
      expect(() => mkdirSync(join(folder, "logs"), { recursive: true })).to.throw("EEXIST");
    });

    it("and stops at the first that has an engine", async () => {
      expect(await firstEngine(version, [fails("path", "not found"), works("home"), works("download")])).to.equal(
        "home",
      );
    });

    it("and reports why each failed, and what to do, when none has one", async () => {
      const ways = [fails("pulumi on PATH", "not found"), fails("build", "go version: go is not on PATH")];
      expect(await messageOf(firstEngine(version, ways))).to.equal(
        [
          "no Pulumi engine 3.259.0 or newer was found, and none could be installed:",
          "  - pulumi on PATH: not found",
          "  - build: go version: go is not on PATH",
          "Install Pulumi (https://www.pulumi.com/docs/install/) or Go 1.26 or newer (https://go.dev/dl/), then run `npm run setup`.",
        ].join("\n"),
      );
    });
  });

  describe("finds an engine", () => {
    it("that is new enough and complete", async () => {
      const bin = writeEngine(join(folder, "bin"), "3.300.1");
      expect(await findEngine(["", join(folder, "none"), bin], version)).to.equal(bin);
    });

    it("whose other programs are only where a link points to", async () => {
      const bin = writeEngine(join(folder, "cellar"), version);
      mkdirSync(join(folder, "bin"));
      symlinkSync(join(bin, "pulumi"), join(folder, "bin", "pulumi"));
      expect(await findEngine([join(folder, "bin")], version)).to.equal(bin);
    });

    it("but not npm's downloader, an older version, a pre-release or the next major version", async () => {
      const downloader = writeEngine(join(folder, "a"), version, ["pulumi-language-nodejs"]);
      const old = writeEngine(join(folder, "b"), "3.258.0");
      const preRelease = writeEngine(join(folder, "c"), `${version}-alpha.1`);
      const next = writeEngine(join(folder, "d"), "4.0.0");
      const silent = writeEngine(join(folder, "e"), "");
      expect(await messageOf(findEngine([downloader, old, preRelease, next, silent], version))).to.equal(
        `${downloader} lacks pulumi-language-nodejs; ${old}/pulumi is 3.258.0; ${preRelease}/pulumi is 3.259.0-alpha.1; ` +
          `${next}/pulumi is 4.0.0; ${silent}/pulumi is of an unknown version`,
      );
    });

    it("and says so if none is found", async () => {
      expect(await messageOf(findEngine([folder], version))).to.equal("not found");
    });

    it("in a PULUMI_HOME, in a complete version folder or where Pulumi's install script puts it", async () => {
      writeEngine(join(folder, "versions", "3.258.0", "bin"), "3.258.0");
      writeEngine(join(folder, "versions", "3.261.0", "bin"), "3.261.0", ["pulumi-language-nodejs"]);
      const script = writeEngine(join(folder, "bin"), version);
      expect(await findEngine(foldersOf(folder), version)).to.equal(script);
      const complete = writeEngine(join(folder, "versions", "3.260.0", "bin"), "3.260.0");
      expect(await findEngine(foldersOf(folder), version)).to.equal(complete);
    });
  });

  describe("installs an engine", () => {
    it("whose folder gets its name only once it is complete", async () => {
      const target = join(folder, "versions", version);
      const bin = await installEngine(folder, version, async (unfinished: string) => {
        writeEngine(join(unfinished, "bin"), version);
        expect(existsSync(target)).to.equal(false);
      });
      expect(bin).to.equal(join(target, "bin"));
      expect(await findEngine(foldersOf(folder), version)).to.equal(bin);
    });

    it("and leaves nothing behind when that fails, is incomplete, or was killed before", async () => {
      mkdirSync(join(folder, "unfinished", "bin"), { recursive: true });
      const incomplete = async (unfinished: string): Promise<void> =>
        void writeEngine(join(unfinished, "bin"), version, ["pulumi-language-nodejs"]);
      const offline = (): Promise<void> => Promise.reject(new SetupError("no network"));
      expect(await messageOf(installEngine(folder, version, offline))).to.equal("no network");
      expect(await messageOf(installEngine(folder, version, incomplete))).to.equal(
        "the installed engine lacks pulumi-language-nodejs",
      );
      expect(readdirSync(folder)).to.deep.equal([]);
    });

    it("with Pulumi's install script", async () => {
      const script = `#!/bin/sh
[ "$1 $2 $4 $5" = "--no-edit-path --install-root --version ${version}" ] || exit 1
mkdir -p "$3/bin"
for name in ${enginePrograms.join(" ")}; do echo "#!/bin/sh" > "$3/bin/$name"; chmod +x "$3/bin/$name"; done
`;
      const server = createServer((_request, response) => response.end(script));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      try {
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/install.sh`;
        await runInstallScript(folder, version, () => {}, url);
        expect(readdirSync(join(folder, "bin")).sort()).to.deep.equal([...enginePrograms].sort());
      } finally {
        server.close();
      }
    });

    it("and reports a download that cannot be reached", async () => {
      // Nothing listens on port 1.
      const message = await messageOf(runInstallScript(folder, version, () => {}, "http://127.0.0.1:1/install.sh"));
      expect(message).to.match(/: exit status 7\n {2}\| curl: \(7\) Failed to connect to 127\.0\.0\.1 /);
    });
  });
});
