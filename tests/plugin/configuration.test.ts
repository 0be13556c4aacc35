import { expect } from "chai";
import { DEFAULT_INSTANCE_ID, DEFAULT_PROJECT_ID, type Emulator, startEmulator } from "../../emulator/src/index.ts";
import { type EngineServer, startEngineServer } from "./engineServer.ts";
import { type PluginProcess, startPlugin } from "./pluginProcess.ts";
import { checkConfig, configure, diffConfig, handshake, invoke, providerUrn, secret, unknownText } from "./protocol.ts";

const keys = { accessKey: "EMULATORACCESSKEY", secretKey: "emulator-secret-key-that-is-no-secret" };
const token = "huaweicloud-rocketmq:index:getMigrationTasks";
const instanceId = DEFAULT_INSTANCE_ID;

describe("the plugin's configuration", () => {
  let engine: EngineServer;
  let emulator: Emulator;
  let plugin: PluginProcess;
  before(async () => {
    [engine, emulator] = await Promise.all([startEngineServer(), startEmulator()]);
  });
  after(async () => {
    engine.close();
    await emulator.close();
  });
  beforeEach(async () => {
    plugin = await startPlugin(engine.address);
    await handshake(plugin, engine.address);
  });
  afterEach(() => plugin.close());

  /** What a program's configuration comes to: whether a call works, or how it fails. */
  async function use(): Promise<string> {
    try {
      const { result, failures } = await invoke(plugin, token, { instanceId });
      return failures.length > 0 ? JSON.stringify(failures) : `${result.total} tasks`;
    } catch (error) {
      return (error as { details: string }).details;
    }
  }

  const working = () => ({ ...keys, region: "cn-north-4", projectId: DEFAULT_PROJECT_ID, endpoint: emulator.url });

  describe("is checked:", () => {
    it("keys come back as secrets, and the rest as it is", async () => {
      const { inputs, failures } = await checkConfig(plugin, { ...working(), securityToken: "t", version: "0.1.0" });
      expect(failures).to.deep.equal([]);
      expect(inputs).to.deep.equal({
        ...working(),
        accessKey: secret(keys.accessKey),
        secretKey: secret(keys.secretKey),
        securityToken: secret("t"),
        version: "0.1.0",
      });
    });

    it("numbers and booleans may come as text, as stack configuration does, or as what they are", async () => {
      const asText = { maxRetries: "3", requestTimeout: "2.5", insecure: "true", useEcsMetadata: "false" };
      const typed = { maxRetries: 3, requestTimeout: 2.5, insecure: true, useEcsMetadata: false };
      expect(await checkConfig(plugin, asText)).to.deep.equal({ inputs: asText, failures: [] });
      expect(await checkConfig(plugin, typed)).to.deep.equal({ inputs: typed, failures: [] });
    });

    it("what is malformed is told with its property, what was seen and what is allowed", async () => {
      const { failures } = await checkConfig(plugin, {
        region: "cn north 4",
        projectId: "my project",
        endpoint: "dms.cn-north-4.myhuaweicloud.com",
        iamEndpoint: "ftp://iam",
        maxRetries: "soon",
        requestTimeout: 0,
        insecure: "yes",
      });
      expect(failures).to.deep.equal([
        { property: "region", reason: 'Must be a region like cn-north-4, but is "cn north 4".' },
        {
          property: "projectId",
          reason:
            'Must be a project id, 32 letters and digits, but is "my project". ' +
            "The console lists it under My Credentials > API Credentials; it is not the project's name.",
        },
        {
          property: "endpoint",
          reason:
            'Must be a URL like https://dms.cn-north-4.myhuaweicloud.com, but is "dms.cn-north-4.myhuaweicloud.com".',
        },
        {
          property: "iamEndpoint",
          reason: 'Must be a URL like https://dms.cn-north-4.myhuaweicloud.com, but is "ftp://iam".',
        },
        { property: "maxRetries", reason: 'Must be a whole number from 0 to 100, but is "soon".' },
        { property: "requestTimeout", reason: "Must be a number from 0.1 to 3600, but is 0." },
        { property: "insecure", reason: 'Must be true or false, but is "yes".' },
      ]);
    });

    it("a region that is misspelt goes on, with a warning that says which was meant", async () => {
      expect((await checkConfig(plugin, { region: "cn-nroth-4" })).failures).to.deep.equal([]);
      expect(await engine.message("cn-nroth-4")).to.deep.equal({
        severity: "WARNING",
        text: 'Unknown region "cn-nroth-4". If it is new, ignore this warning. Did you mean "cn-north-4"?',
        urn: providerUrn,
        ephemeral: false,
      });
    });

    it("warns of one thing once, however often it is checked", async () => {
      const before = engine.messages.length;
      for (let time = 0; time < 3; time++) await checkConfig(plugin, { color: "blue" });
      expect(engine.messages).to.have.length(before + 1);
    });

    it("a setting that does not exist is a warning, even one with the name of something of JavaScript's", async () => {
      const { failures } = await checkConfig(plugin, { reigon: "cn-north-4", constructor: "x", __internal: {} });
      expect(failures).to.deep.equal([]);
      const { text } = await engine.message("reigon");
      expect(text).to.equal(
        "huaweicloud-rocketmq:reigon: Unknown setting, ignored. Valid settings: accessKey, " +
          "secretKey, securityToken, region, projectId, projectName, profile, sharedConfigFile, endpoint, iamEndpoint, " +
          "maxRetries, requestTimeout, insecure, useEcsMetadata.",
      );
      await engine.message("huaweicloud-rocketmq:constructor: Unknown setting");
      expect(engine.messages.filter((message) => message.text.includes("__internal"))).to.deep.equal([]);
    });

    it("half a pair of keys is an error, which shows neither half", async () => {
      const half = async (config: object) => (await checkConfig(plugin, config)).failures;
      const remedy = "keys come as a pair. Set both, or neither to have them looked for in the environment.";
      expect(await half({ accessKey: keys.accessKey })).to.deep.equal([
        {
          property: "",
          reason: `huaweicloud-rocketmq:accessKey is given, but huaweicloud-rocketmq:secretKey is not: ${remedy}`,
        },
      ]);
      expect(await half({ secretKey: keys.secretKey, accessKey: "" })).to.deep.include({
        property: "",
        reason: `huaweicloud-rocketmq:secretKey is given, but huaweicloud-rocketmq:accessKey is not: ${remedy}`,
      });
      expect(await half({ securityToken: "token" })).to.have.length(2);
      expect(await half({ secretKey: unknownText, accessKey: keys.accessKey })).to.deep.equal([]);
    });

    it("no failure shows a secret's value, whatever its form", async () => {
      const { failures } = await checkConfig(plugin, {
        accessKey: { nested: "AKINVENTED" },
        secretKey: 12345678,
        securityToken: ["token-invented"],
      });
      expect(failures).to.deep.equal(
        ["accessKey", "secretKey", "securityToken"].map((name) => ({
          property: "",
          reason: `${name}: Must be text that is not empty, but is a secret value of another form.`,
        })),
      );
    });

    it("what is not known yet is passed over", async () => {
      const unknowns = { region: unknownText, endpoint: unknownText, maxRetries: unknownText };
      expect(await checkConfig(plugin, unknowns)).to.deep.equal({ inputs: unknowns, failures: [] });
    });
  });

  describe("is compared:", () => {
    const old = { accessKey: "one", secretKey: "two", region: "cn-north-4", maxRetries: "5" };

    it("the same is no change, whether it is text or not", async () => {
      expect((await diffConfig(plugin, old, old)).hasChanges).to.equal(false);
      expect((await diffConfig(plugin, old, { ...old, maxRetries: 5 })).hasChanges).to.equal(false);
    });

    it("new keys replace nothing", async () => {
      const news = { ...old, accessKey: "three", secretKey: "four", securityToken: "five" };
      expect(await diffConfig(plugin, old, news)).to.deep.equal({
        hasChanges: true,
        changed: ["accessKey", "secretKey", "securityToken"],
        replaces: [],
      });
    });

    it("another region, endpoint or project replaces the provider and what it owns", async () => {
      for (const [name, value] of Object.entries({
        region: "cn-east-3",
        endpoint: "https://dms.example.com",
        projectId: DEFAULT_PROJECT_ID,
        projectName: "cn-north-4_shop",
      })) {
        const { replaces } = await diffConfig(plugin, old, { ...old, [name]: value });
        expect(replaces, name).to.deep.equal([name]);
      }
    });

    it("one that is not known yet is a change, but replaces nothing before it is", async () => {
      expect(await diffConfig(plugin, old, { ...old, region: unknownText })).to.deep.equal({
        hasChanges: true,
        changed: ["region"],
        replaces: [],
      });
    });
  });

  describe("is used:", () => {
    it("nothing works before it is there, and it is said why", async () => {
      expect(await use()).to.equal("The provider huaweicloud-rocketmq was used before it was configured.");
    });

    it("keys come in envelopes, and the rest as text", async () => {
      const answer = await configure(plugin, {
        ...working(),
        secretKey: secret(keys.secretKey),
        maxRetries: "0",
        requestTimeout: "5",
      });
      expect(answer.getAcceptsecrets()).to.equal(true);
      expect(answer.getSupportspreview()).to.equal(true);
      expect(await use()).to.equal("63 tasks");
    });

    it("what is wrong is told by the call that needs it, since the engine may not tell it", async () => {
      await configure(plugin, { ...working(), endpoint: "nowhere", maxRetries: "soon" });
      expect(await use()).to.equal(
        'endpoint: Must be a URL like https://dms.cn-north-4.myhuaweicloud.com, but is "nowhere".\n' +
          'maxRetries: Must be a whole number from 0 to 100, but is "soon".',
      );
    });

    it("the last one counts", async () => {
      await configure(plugin, { ...working(), endpoint: "nowhere" });
      await configure(plugin, working());
      expect(await use()).to.equal("63 tasks");
    });

    it("a value that is not known is told by the call that needs it", async () => {
      await configure(plugin, { ...working(), region: unknownText });
      expect(await use()).to.equal("region: The value is not known yet, but is needed here.");
    });
  });
});
