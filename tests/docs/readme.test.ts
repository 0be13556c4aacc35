import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import {
  defaultAccessKey,
  defaultProjectId,
  defaultRegion,
  defaultScenario,
  defaultSecretKey,
  startEmulator,
} from "../../emulator/src/index.ts";
import { type Block, testBlocks } from "./blocks.ts";
import { typeErrors } from "./compileTypeScript.ts";

const root = join(import.meta.dirname, "..", "..");
const scripts: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts;

/** Fails unless each line is `npm test` or `npm run <script>` with a script of this repository. */
function namesScripts({ code }: Block): void {
  const lines = code.split("\n").filter((line) => /^\S/.test(line));
  const names = lines.map((line) => /^npm (?:run (?:--silent )?)?([\w:]+)/.exec(line)?.[1] ?? line);
  expect(Object.keys(scripts)).to.include.members(names);
}

function compiles({ name, code }: Block): void {
  expect(typeErrors(new Map([[name, code]]))).to.deep.equal([]);
}

describe("README.md", function () {
  this.timeout(60_000);
  testBlocks("../README.md", {
    "Try it, without an account": namesScripts,
    // tests/install runs the same command.
    Install({ code }) {
      expect(readFileSync(join(root, "docs", "installation-configuration.md"), "utf8")).to.include(code);
    },
    "A program": compiles,
    async "Pipelines and dashboards"({ code }) {
      const [, instanceId = "", name = ""] = /wait (\S+) --name (\S+)/.exec(code) ?? [];
      const emulator = await startEmulator({
        scenario: { ...defaultScenario, instances: [{ id: instanceId, name: "shop", tasks: [] }] },
      });
      try {
        emulator.addTask(instanceId, { name, type: "rabbitToRocket", status: "finished" });
        const main = join(root, "provider", "src", "command", "main.ts");
        const script = `rocketmq-migration() { '${process.execPath}' '${main}' "$@"; }\n${code}`;
        const child = spawn("bash", ["-c", script], {
          env: {
            PATH: process.env.PATH,
            HOME: "/nowhere",
            NODE_OPTIONS: process.env.NODE_OPTIONS,
            HUAWEICLOUD_SDK_AK: defaultAccessKey,
            HUAWEICLOUD_SDK_SK: defaultSecretKey,
            HW_REGION_NAME: defaultRegion,
            HUAWEICLOUD_SDK_PROJECT_ID: defaultProjectId,
            [`HUAWEICLOUD_SDK_REGION_ROCKETMQ_${defaultRegion.replaceAll("-", "_").toUpperCase()}`]: emulator.url,
          },
        });
        let stderr = "";
        child.stderr.on("data", (chunk) => {
          stderr += chunk;
        });
        const [status] = await once(child, "close");
        expect(status, stderr).to.equal(0);
      } finally {
        await emulator.close();
      }
    },
  });
});

describe("CONTRIBUTING.md", function () {
  this.timeout(60_000);
  testBlocks("../CONTRIBUTING.md", {
    Contributing: namesScripts,
    "How to add a property"({ code }) {
      const kinds = '"../provider/src/package/definition/index.ts"';
      const program = `import { integer, optional } from ${kinds};\nexport const shape = {\n${code}};\n`;
      expect(typeErrors(new Map([["How to add a property", program]]))).to.deep.equal([]);
    },
  });
});

describe("docs/dynamic.md", function () {
  this.timeout(60_000);
  testBlocks("dynamic.md", {
    "Without a plugin: `pulumi-huaweicloud-rocketmq/dynamic`": compiles,
    "The hook"({ code }) {
      const program = `import * as pulumi from "@pulumi/pulumi";
        import { migrationFinished } from "pulumi-huaweicloud-rocketmq/dynamic";
        const instanceId = "11111111-2222-3333-4444-555555555555";
        ${code}`;
      expect(typeErrors(new Map([["The hook", program]]))).to.deep.equal([]);
    },
  });
});

describe("docs/verification.md", () => {
  testBlocks("verification.md", {
    "Verifying a migration"({ code }) {
      expect(typeErrors(new Map([["The program", code]]))).to.deep.equal([]);
    },
  });
});

describe("docs/how-it-behaves.md", () => {
  testBlocks("how-it-behaves.md", {
    Permissions({ code }) {
      const { Statement } = JSON.parse(code);
      const schema = readFileSync(join(root, "provider", "schema.json"), "utf8");
      const named = new Set(schema.match(/dms:\w+:\w+/g));
      // Huawei's second spelling of the action for reading tasks.
      named.add("dms:instance:listMetadataMigrationTasks");
      expect(Statement).to.have.length(1);
      expect(Statement[0].Action).to.have.members([...named]);
    },
  });
});
