import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { downloadEngine } from "../../scripts/setup/engine/downloadedEngine.mjs";
import { type EngineWay, firstEngine } from "../../scripts/setup/engine/index.mjs";
import { ENGINE_PROGRAMS, findEngineIn, findEngineOnPath } from "../../scripts/setup/engine/installedEngine.mjs";
import { fillVersionFolder } from "../../scripts/setup/engine/ownVersionFolder.mjs";
import { createProgress } from "../../scripts/setup/progress.mjs";

const VERSION = "3.259.0";

describe("The set-up's search for a Pulumi engine", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "engine-test-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Writes an engine that says it is `version`; programs in `without` are left out. */
  function writeEngine(bin: string, version: string, without: readonly string[] = []): string {
    mkdirSync(bin, { recursive: true });
    for (const name of ENGINE_PROGRAMS.filter((program) => !without.includes(program))) {
      writeFileSync(join(bin, name), `#!/bin/sh\necho v${version}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    return bin;
  }

  const goal = () => ({
    setup: {
      root: folder,
      environment: process.env,
      progress: createProgress({ write: () => true, isTTY: false, columns: 80 }),
      signal: new AbortController().signal,
    },
    version: VERSION,
    ownHome: join(folder, "own"),
  });

  describe("firstEngine", () => {
    const way = (name: string, missing?: string): EngineWay & { tried: number } => ({
      name,
      tried: 0,
      async attempt() {
        this.tried += 1;
        return missing === undefined ? { folder: name } : { missing };
      },
    });

    it("takes the first way that leads to an engine, and tries none after it", async () => {
      const ways = [way("path", "not found"), way("home"), way("download"), way("build")];
      expect(await firstEngine(VERSION, ways)).to.deep.equal({ folder: "home" });
      expect(ways.map(({ tried }) => tried)).to.deep.equal([1, 1, 0, 0]);
    });

    it("says what was tried, why each way failed, and what to do, when no way leads to one", async () => {
      const ways = [way("pulumi on PATH", "not found"), way("a build from Go modules", "go is not on PATH")];
      const error = await firstEngine(VERSION, ways).catch((reason: Error) => reason);
      expect((error as Error).message).to.equal(
        [
          "there is no Pulumi engine 3.259.0 or newer, and none could be made. Tried, in this order:",
          "  - pulumi on PATH: not found",
          "  - a build from Go modules: go is not on PATH",
          "What you can do: install Pulumi (https://www.pulumi.com/docs/install/) or Go 1.26 or newer (https://go.dev/dl/), " +
            "see that it is on PATH, and run `npm run setup` again.",
        ].join("\n"),
      );
    });
  });

  describe("on PATH", () => {
    it("takes an engine that is new enough and has its language host beside it", async () => {
      const bin = writeEngine(join(folder, "bin"), "3.300.1");
      expect(await findEngineOnPath(`${join(folder, "none")}:${bin}`, VERSION)).to.deep.equal({ folder: bin });
    });

    it("finds the language host where a link points to", async () => {
      const bin = writeEngine(join(folder, "cellar"), VERSION);
      mkdirSync(join(folder, "bin"));
      symlinkSync(join(bin, "pulumi"), join(folder, "bin", "pulumi"));
      expect(await findEngineOnPath(join(folder, "bin"), VERSION)).to.deep.equal({ folder: bin });
    });

    it("passes over npm's downloader, an engine that is too old, and one of the next major version", async () => {
      const downloader = writeEngine(join(folder, "a"), VERSION, ["pulumi-language-nodejs"]);
      const old = writeEngine(join(folder, "b"), "3.258.0");
      const next = writeEngine(join(folder, "c"), "4.0.0");
      expect(await findEngineOnPath([downloader, old, next].join(":"), VERSION)).to.deep.equal({
        missing:
          `${downloader}/pulumi has no pulumi-language-nodejs beside it; ${old}/pulumi is v3.258.0; ` +
          `${next}/pulumi is v4.0.0`,
      });
    });

    it("says that there is none when there is none", async () => {
      expect(await findEngineOnPath(folder, VERSION)).to.deep.equal({ missing: "not found" });
    });
  });

  describe("in a PULUMI_HOME", () => {
    it("takes a whole version folder, and not an older or a half one", async () => {
      writeEngine(join(folder, "versions", "3.258.0", "bin"), "3.258.0");
      writeEngine(join(folder, "versions", "3.261.0", "bin"), "3.261.0", ["pulumi-language-nodejs"]);
      expect(await findEngineIn(folder, VERSION)).to.deep.equal({ missing: "not found" });
      const whole = writeEngine(join(folder, "versions", "3.260.0", "bin"), "3.260.0");
      expect(await findEngineIn(folder, VERSION)).to.deep.equal({ folder: whole });
    });

    it("takes what the install script put into its bin folder", async () => {
      const bin = writeEngine(join(folder, "bin"), VERSION);
      expect(await findEngineIn(folder, VERSION)).to.deep.equal({ folder: bin });
    });
  });

  describe("making one", () => {
    it("shows the new version folder only when it is whole", async () => {
      const target = join(folder, "own", "versions", VERSION);
      const engine = await fillVersionFolder(goal(), async (unfinished: string) => {
        writeEngine(join(unfinished, "bin"), VERSION);
        expect(existsSync(target), "seen before it was whole").to.equal(false);
      });
      expect(engine).to.deep.equal({ folder: join(target, "bin"), pulumiHome: join(folder, "own") });
      expect(await findEngineIn(join(folder, "own"), VERSION)).to.deep.equal({ folder: join(target, "bin") });
    });

    it("leaves nothing behind when it fails, is half done, or was killed the last time", async () => {
      const versions = join(folder, "own", "versions");
      mkdirSync(join(versions, "unfinished-3.258.0"), { recursive: true });
      const fills: [string, (unfinished: string) => Promise<void>][] = [
        ["no network", () => Promise.reject(new Error("no network"))],
        [
          "the new Pulumi engine lacks pulumi-language-nodejs",
          async (unfinished) => void writeEngine(join(unfinished, "bin"), VERSION, ["pulumi-language-nodejs"]),
        ],
      ];
      for (const [message, fill] of fills) {
        const error = await fillVersionFolder(goal(), fill).catch((reason: Error) => reason);
        expect((error as Error).message).to.equal(message);
        expect(readdirSync(versions)).to.deep.equal([]);
      }
    });

    it("downloads with Pulumi's install script", async () => {
      const script = `#!/bin/sh
# --no-edit-path --install-root <folder> --version <version>
[ "$1 $2 $4 $5" = "--no-edit-path --install-root --version ${VERSION}" ] || exit 1
mkdir -p "$3/bin"
for name in ${ENGINE_PROGRAMS.join(" ")}; do echo "#!/bin/sh" > "$3/bin/$name"; chmod +x "$3/bin/$name"; done
`;
      const server = createServer((_request, response) => response.end(script));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      try {
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/install.sh`;
        const engine = await downloadEngine(goal(), url);
        if ("missing" in engine) throw new Error(engine.missing);
        expect(dirname(engine.folder)).to.equal(join(folder, "own", "versions", VERSION));
        expect(readdirSync(engine.folder).sort()).to.deep.equal([...ENGINE_PROGRAMS].sort());
      } finally {
        server.close();
      }
    });

    it("goes on to the next way when the download cannot be reached", async () => {
      // Port 1 of this machine: nothing listens there.
      const answer = await downloadEngine(goal(), "http://127.0.0.1:1/install.sh");
      expect(answer)
        .to.have.property("missing")
        .that.matches(/^not reachable \(.+\)$/);
    });
  });
});
