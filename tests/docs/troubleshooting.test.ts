import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { testBlocks } from "./blocks.ts";

const root = join(import.meta.dirname, "..", "..");
const text = readFileSync(join(root, "docs", "troubleshooting.md"), "utf8");

describe("docs/troubleshooting.md", function () {
  this.timeout(60_000);

  it("explains every error code of Huawei's that the provider knows", () => {
    const source = readFileSync(join(root, "provider", "src", "cloud", "errorCodes.ts"), "utf8");
    const known = source.match(/(?:APIGW?|DMS)\.\d+/g) ?? [];
    expect(known).not.to.deep.equal([]);
    expect([...new Set(known)].filter((code) => !text.includes(`\`${code}\``))).to.deep.equal([]);
  });

  it("explains every error code of the provider", () => {
    const sources = readdirSync(join(root, "provider", "src"), { recursive: true, encoding: "utf8" });
    const codes = sources
      .filter((path) => path.endsWith(".ts"))
      .flatMap((path) => [
        ...readFileSync(join(root, "provider", "src", path), "utf8").matchAll(/ code = "([A-Z_]+)"/g),
      ])
      .map(([, code]) => code);
    expect(codes).to.include("GATE_NOT_RELEASED");
    expect(codes.filter((code) => !text.includes(`| \`${code}\` |`))).to.deep.equal([]);
  });

  testBlocks("troubleshooting.md", {
    async "Seeing the requests"({ code }) {
      const folder = mkdtempSync(join(tmpdir(), "rocketmq-troubleshooting-"));
      const log = join(folder, "requests.jsonl");
      try {
        const command = code.replace("--port 4566", "--port 0").replace("requests.jsonl", `'${log}'`);
        const emulator = spawn("sh", ["-c", `exec ${command}`], { cwd: root, detached: true });
        let stdout = "";
        emulator.stdout.on("data", (chunk) => {
          stdout += chunk;
        });
        while (!/http:\S+\n/.test(stdout)) await once(emulator.stdout, "data");
        await fetch(`${/http:\S+/.exec(stdout)?.[0]}/v3/projects`);
        process.kill(-(emulator.pid ?? 0), "SIGTERM");
        await once(emulator, "close");
        expect(JSON.parse(readFileSync(log, "utf8"))).to.include({ method: "GET", path: "/v3/projects" });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  });
});
