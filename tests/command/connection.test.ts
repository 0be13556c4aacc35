import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { defaultScenario, defaultSecretKey, type Emulator, startEmulator } from "../../emulator/src/index.ts";
import { type Client, isTransient, type Json } from "../../provider/src/cloud/index.ts";
import { type ConnectionOptions, connect } from "../../provider/src/command/connection.ts";
import { errorOf } from "../cloud/testHost.ts";
import { commandFile, pipelineEnvironment } from "./commandProcess.ts";

const [{ id: instanceId } = { id: "" }] = defaultScenario.instances;
const path = `/instances/${instanceId}/metadata`;
const first = { accessKey: "FIRST", secretKey: "first-secret", securityToken: "first-token" };
const second = { accessKey: "SECOND", secretKey: "second-secret", securityToken: "second-token" };

describe("The connection of a command", () => {
  let emulator: Emulator;
  let folder: string;

  beforeEach(async () => {
    emulator = await startEmulator();
    folder = mkdtempSync(join(tmpdir(), "rocketmq-keys-"));
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await emulator.close();
  });

  /** Reads the tasks, with other options and another environment than a pipeline's. An empty variable counts as not set. */
  async function read(options: ConnectionOptions = {}, changes: Readonly<Record<string, string>> = {}): Promise<Json> {
    return connected(options, changes).get(path);
  }

  function connected(options: ConnectionOptions = {}, changes: Readonly<Record<string, string>> = {}): Client {
    const environment = { ...pipelineEnvironment(emulator.url), ...changes };
    return connect({ maxRetries: "0", ...options }, { environment, stderr: process.stderr });
  }

  describe("names in its errors what the command's user can set", () => {
    const noKeys = { HUAWEICLOUD_SDK_AK: "", HUAWEICLOUD_SDK_SK: "" };
    const cases: Readonly<Record<string, [() => Promise<unknown>, RegExp]>> = {
      "no keys": [
        () => read({}, noKeys),
        /^No access keys found\. Looked in: the command line \(--access-key, --secret-key-file\); .* \(off: --use-ecs-metadata is not set\)\. Set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or --access-key and --secret-key-file\.$/,
      ],
      "half a pair": [() => read({ accessKey: "AK" }), /^--access-key and --secret-key-file /],
      "a wrong key": [
        () => read({}, { HUAWEICLOUD_SDK_SK: "wrong" }),
        /Check the access keys \(HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or --access-key and --secret-key-file\), /,
      ],
      "no region": [
        () => read({}, { HW_REGION_NAME: "" }),
        /^--region: Missing, .* Looked in: the command line \(--region\); the environment \(HW_REGION_NAME\); /,
      ],
      "an unknown profile": [() => read({ profile: "prod" }), /^--profile: (Cannot use|No profile) "prod"/],
      "an unknown profile in the environment": [
        () => read({}, { ...noKeys, HW_PROFILE: "prod" }),
        /^HW_PROFILE: (Cannot use|No profile) "prod"/,
      ],
      "a malformed project": [() => read({ projectId: "shop" }), /^--project-id: Must be a project ID, /],
      "a malformed project in the environment": [
        () => read({}, { HUAWEICLOUD_SDK_PROJECT_ID: "shop" }),
        /^HUAWEICLOUD_SDK_PROJECT_ID: Must be a project ID, /,
      ],
      "an unknown project": [
        () => read({ iamEndpoint: emulator.url, projectName: "shop" }, { HUAWEICLOUD_SDK_PROJECT_ID: "" }),
        /^--project-id: Not set, and IAM at .* Set --project-id, or set --project-name to one of your projects\.$/,
      ],
      "an unknown instance": [
        () => connected().get(path.replace(instanceId, "99999999-2222-4333-8444-555555555555")),
        /check the ID of the instance, --project-id and --region\.$/,
      ],
      throttling: [
        () => {
          emulator.addFault({ kind: "throttle429" });
          return read();
        },
        /or raise --max-retries\.$/,
      ],
      "no response": [
        () => {
          emulator.addFault({ kind: "hang" });
          return read({ requestTimeout: "0.2" });
        },
        /or raise --request-timeout\.$/,
      ],
    };
    for (const [name, [fail, text]] of Object.entries(cases)) {
      it(name, async () => {
        const { message } = await errorOf(fail());
        expect(message).to.match(text);
        expect(message).to.not.match(
          /\b[a-z]+(Key|Token|Id|Name|Endpoint|Retries|Timeout|File|Metadata)\b|[Pp]ulumi|provider/,
        );
      });
    }
  });

  describe("with keys in files", () => {
    const files = () => ({
      accessKeyFile: join(folder, "access-key"),
      secretKeyFile: join(folder, "secret-key"),
      securityTokenFile: join(folder, "token"),
    });
    const write = ({ accessKey, secretKey, securityToken }: typeof first) => {
      writeFileSync(files().accessKeyFile, `${accessKey}\n`);
      writeFileSync(files().secretKeyFile, `${secretKey}\n`);
      writeFileSync(files().securityTokenFile, `${securityToken}\n`);
    };
    const keysUsed = () => emulator.requests.map(({ accessKey, status }) => `${accessKey} ${status}`);

    beforeEach(() => {
      emulator.scenario({ accessKeys: [first] });
      write(first);
    });

    it("reads the files again when the service refuses the keys, and goes on with the new ones", async () => {
      const client = connected(files());
      await client.get(path);
      emulator.scenario({ accessKeys: [second] });
      write(second);
      await client.get(path);
      expect(keysUsed()).to.deep.equal(["FIRST 200", "FIRST 401", "SECOND 200"]);
    });

    it("tries once with unchanged keys", async () => {
      const client = connected(files());
      emulator.scenario({ accessKeys: [second] });
      expect(isTransient(await errorOf(client.get(path)))).to.equal(false);
      expect(keysUsed()).to.deep.equal(["FIRST 401"]);
    });

    it("tries again for a minute if the service refuses keys that have just changed: perhaps not all files have", async () => {
      const client = connected(files());
      await client.get(path);
      emulator.scenario({ accessKeys: [second] });
      write({ ...second, securityToken: first.securityToken });
      const error = await errorOf(client.get(path));
      expect(isTransient(error)).to.equal(true);
      expect(error.message).to.match(/have changed within the last minute, perhaps only in part\. Tried 2 times\.$/);
      write(second);
      await client.get(path);
      expect(keysUsed()).to.deep.equal(["FIRST 200", "FIRST 401", "SECOND 401", "SECOND 401", "SECOND 200"]);
    });

    it("waits for a file that is gone or empty at that moment", async () => {
      const client = connected(files());
      await client.get(path);
      emulator.scenario({ accessKeys: [second] });
      for (const breakFile of [() => writeFileSync(files().secretKeyFile, ""), () => rmSync(files().secretKeyFile)]) {
        breakFile();
        const error = await errorOf(client.get(path));
        expect(isTransient(error)).to.equal(true);
        expect(error.message).to.match(
          /HTTP 401: .* Keys could not be read again from the command line .*: --secret-key-file: /,
        );
      }
      write(second);
      await client.get(path);
    });

    it("accepts a pipe, which can be read only once", async () => {
      emulator.scenario({ accessKeys: defaultScenario.accessKeys });
      const { HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK: _, ...environment } = pipelineEnvironment(emulator.url);
      const command = `'${process.execPath}' '${commandFile}' list ${instanceId} --access-key "$ACCESS_KEY" --secret-key-file <(echo ${defaultSecretKey})`;
      const env = { ...environment, ACCESS_KEY: HUAWEICLOUD_SDK_AK };
      const { stdout } = await promisify(execFile)("bash", ["-c", command], { env, timeout: 20_000 });
      expect(stdout).to.match(/^NAME /);
    });
  });
});
