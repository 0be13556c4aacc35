import { expect } from "chai";
import { defaultInstanceId, defaultProjectId, type Emulator, startEmulator } from "../../emulator/src/index.ts";
import { checkSettings } from "../../provider/src/cloud/index.ts";
import { type EngineServer, startEngineServer } from "./engineServer.ts";
import { type PluginProcess, startPlugin } from "./pluginProcess.ts";
import { checkConfig, configure, diffConfig, handshake, invoke, providerUrn, secret, unknownText } from "./protocol.ts";

const keys = { accessKey: "EMULATORACCESSKEY", secretKey: "emulator-secret-key-that-is-no-secret" };
const token = "huaweicloud-rocketmq:index:getMigrationTasks";
const instanceId = defaultInstanceId;
const otherProjectId = "11111111111111111111111111111111";
const thirdProjectId = "22222222222222222222222222222222";

describe("The plugin's configuration", () => {
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

  /** Whether a call works with the configuration, or how it fails. */
  async function use(): Promise<string> {
    try {
      const { result, failures } = await invoke(plugin, token, { instanceId });
      return failures.length > 0 ? JSON.stringify(failures) : `${result.total} tasks`;
    } catch (error) {
      return (error as { details: string }).details;
    }
  }

  const working = () => ({ ...keys, region: "cn-north-4", projectId: defaultProjectId, endpoint: emulator.url });

  describe("is checked:", () => {
    it("keys are returned as secrets, everything else unchanged", async () => {
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

    it("an SDK that is too old for the plugin is reported", async () => {
      expect((await checkConfig(plugin, { ...working(), version: "0.0.1" })).failures).to.deep.equal([]);
      expect((await engine.message("The program's SDK is 0.0.1, and the plugin is ")).severity).to.equal("WARNING");
    });

    it("numbers and booleans may be text, as in stack configuration", async () => {
      const asText = { maxRetries: "3", requestTimeout: "2.5", insecure: "true", useEcsMetadata: "false" };
      const typed = { maxRetries: 3, requestTimeout: 2.5, insecure: true, useEcsMetadata: false };
      expect(await checkConfig(plugin, asText)).to.deep.equal({ inputs: asText, failures: [] });
      expect(await checkConfig(plugin, typed)).to.deep.equal({ inputs: typed, failures: [] });
    });

    it("a malformed value is reported with its property, its value and what is allowed", async () => {
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
        { property: "region", reason: 'Must be a region like cn-north-4, in lower case, but is "cn north 4".' },
        {
          property: "projectId",
          reason:
            'Must be a project ID, 32 letters and digits, but is "my project". ' +
            "The console lists it under My Credentials > API Credentials; it is not the project's name.",
        },
        {
          property: "endpoint",
          reason:
            'Must be a URL like https://dms.cn-north-4.myhuaweicloud.com, without a query, but is "dms.cn-north-4.myhuaweicloud.com".',
        },
        {
          property: "iamEndpoint",
          reason: 'Must be a URL like https://iam.cn-north-4.myhuaweicloud.com, without a query, but is "ftp://iam".',
        },
        { property: "maxRetries", reason: 'Must be a whole number from 0 to 100, but is "soon".' },
        { property: "requestTimeout", reason: "Must be a number from 0.1 to 3600, but is 0." },
        { property: "insecure", reason: 'Must be true or false, but is "yes".' },
      ]);
    });

    it("a misspelt region is a warning that suggests the right one", async () => {
      expect((await checkConfig(plugin, { region: "cn-nroth-4" })).failures).to.deep.equal([]);
      expect(await engine.message("cn-nroth-4")).to.deep.equal({
        severity: "WARNING",
        text: 'Unknown region "cn-nroth-4". If it is new, ignore this warning. Did you mean "cn-north-4"?',
        urn: providerUrn,
        ephemeral: false,
      });
    });

    it("a warning is shown once, however often the configuration is checked", async () => {
      const before = engine.messages.length;
      for (let time = 0; time < 3; time++) await checkConfig(plugin, { color: "blue" });
      expect(engine.messages).to.have.length(before + 1);
    });

    it("an unknown setting is a warning, even one with the name of a JavaScript property", async () => {
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

    it("half a pair of keys is an error that does not show it", async () => {
      const half = async (config: object) => (await checkConfig(plugin, config)).failures;
      const remedy = "Set both keys in one place, or neither.";
      expect(await half({ accessKey: keys.accessKey })).to.deep.equal([
        {
          property: "",
          reason: `huaweicloud-rocketmq:secretKey is missing, although huaweicloud-rocketmq:accessKey is set. ${remedy}`,
        },
      ]);
      expect(await half({ secretKey: keys.secretKey, accessKey: "" })).to.deep.include({
        property: "",
        reason: `huaweicloud-rocketmq:accessKey is missing, although huaweicloud-rocketmq:secretKey is set. ${remedy}`,
      });
      expect(await half({ securityToken: "token" })).to.have.length(1);
      expect(await half({ secretKey: unknownText, accessKey: keys.accessKey })).to.deep.equal([]);
    });

    it("the same values are valid as for the client", async () => {
      const values: Record<string, readonly (string | number)[]> = {
        region: ["cn-north-4", "CN-North-4", "cn_north_4", "-cn", "x"],
        projectId: [defaultProjectId, "cn-north-4", "a/b", defaultProjectId.slice(1)],
        maxRetries: [0, 100, 101, -1, 1.5],
        requestTimeout: [0.1, 3600, 0.09, 3601, 0],
        endpoint: [
          ...["https://dms.example.com", "HTTPS://Dms.Example.com:8443/a/", "http://[::1]:80", "dms.example.com"],
          ...[
            "https:dms.example.com",
            "https://",
            "https://a b",
            " https://a",
            "https://a?b",
            "https://a#b",
            "https://a/%20",
          ],
          ...["https://user:pw@host", "https://user@host", "user:pw@host", "ftp://user:pw@host"],
        ],
      };
      values.iamEndpoint = values.endpoint ?? [];
      for (const [name, candidates] of Object.entries(values)) {
        for (const value of candidates) {
          const { failures } = await checkConfig(plugin, { [name]: value });
          const refused = checkSettings({ [name === "requestTimeout" ? "requestTimeoutSeconds" : name]: value });
          expect(failures.length, `${name} ${value}`).to.equal(refused.length);
          expect(JSON.stringify([failures, refused.map(({ message }) => message)])).not.to.contain("pw");
        }
      }
      expect((await checkConfig(plugin, { endpoint: "https://user:pw@host" })).failures).to.deep.equal([
        {
          property: "",
          reason:
            "endpoint: Must be a URL like https://dms.cn-north-4.myhuaweicloud.com, without a query, but contains " +
            "a user name or password (not shown): leave it out, and set access keys.",
        },
      ]);
    });

    it("no failure shows the value of a secret", async () => {
      const { failures } = await checkConfig(plugin, {
        accessKey: { nested: "AKINVENTED" },
        secretKey: 12_345_678,
        securityToken: ["token-invented"],
      });
      expect(failures).to.deep.equal(
        ["accessKey", "secretKey", "securityToken"].map((name) => ({
          property: "",
          reason: `${name}: Must be non-empty text, but is a secret value (not shown).`,
        })),
      );
    });

    it("unknown values are ignored", async () => {
      const unknowns = { region: unknownText, endpoint: unknownText, maxRetries: unknownText };
      expect(await checkConfig(plugin, unknowns)).to.deep.equal({ inputs: unknowns, failures: [] });
    });
  });

  describe("is resolved", () => {
    /** What CheckConfig makes of a configuration in an environment, in a machine without files or network. */
    async function resolved(config: object, environment: Record<string, string> = {}): Promise<object> {
      const other = await startPlugin(engine.address, environment);
      try {
        const { inputs, failures } = await checkConfig(other, config);
        expect(failures).to.deep.equal([]);
        return inputs;
      } finally {
        await other.close();
      }
    }
    const everything = {
      HW_REGION_NAME: "cn-north-4",
      HW_PROJECT_ID: defaultProjectId,
      HUAWEICLOUD_SDK_REGION_ROCKETMQ_CN_NORTH_4: "https://DMS.example.com/",
      HW_ACCESS_KEY: "AKINVENTED",
      HW_SECRET_KEY: "key-invented",
    };

    it("from the environment where it has no value, and notes which values those are", async () => {
      expect(await resolved({}, everything)).to.deep.equal({
        region: "cn-north-4",
        projectId: defaultProjectId,
        endpoint: "https://dms.example.com",
        __fromEnvironment: "region,projectId,endpoint",
      });
    });

    it("with the same precedence as in requests", async () => {
      const own = { region: "cn-east-3", projectId: otherProjectId, endpoint: "https://own.example.com" };
      expect(await resolved(own, everything)).to.deep.equal(own);
      expect(await resolved({ region: "cn-east-3" }, everything)).to.deep.equal({
        region: "cn-east-3",
        projectId: defaultProjectId,
        __fromEnvironment: "projectId",
      });
      expect(await resolved({ region: own.region, projectName: "shop" }, everything)).to.deep.equal({
        region: own.region,
        projectName: "shop",
      });
      const { HW_PROJECT_ID: _, ...rest } = everything;
      expect(await resolved({ endpoint: own.endpoint }, { ...rest, HW_PROJECT_NAME: "shop" })).to.deep.equal({
        region: "cn-north-4",
        endpoint: own.endpoint,
        __fromEnvironment: "region",
      });
    });

    it("with a normalized endpoint, and without one that follows from the region", async () => {
      const spellings = { endpoint: "HTTPS://Dms.Example.com:443/api/" };
      expect(await resolved(spellings)).to.deep.equal({ endpoint: "https://dms.example.com/api" });
      expect(await resolved({ endpoint: "http://localhost:8080/" })).to.deep.equal({
        endpoint: "http://localhost:8080",
      });
      expect(await resolved({ region: "cn-north-4" })).to.deep.equal({ region: "cn-north-4" });
    });

    it("despite unknown values and malformed variables, which the client reports", async () => {
      const unknowns = { region: unknownText, projectId: unknownText, endpoint: unknownText };
      expect(await resolved(unknowns, everything)).to.deep.equal(unknowns);
      expect(await resolved({ region: unknownText, projectName: unknownText }, everything)).to.deep.equal({
        region: unknownText,
        projectName: unknownText,
      });
      const malformed = { HW_REGION_NAME: "CN-North-4", HW_PROJECT_ID: "a/b" };
      expect(await resolved({}, malformed)).to.deep.equal({});
      const endpoint = { HUAWEICLOUD_SDK_REGION_ROCKETMQ_CN_NORTH_4: "https://me:hush@dms.example.com" };
      expect(await resolved({ region: "cn-north-4" }, endpoint)).to.deep.equal({ region: "cn-north-4" });
    });
  });

  describe("is compared:", () => {
    const old = { accessKey: "one", secretKey: "two", region: "cn-north-4", maxRetries: "5" };

    it("the same value is not a change, as text or not", async () => {
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

    it("another region, endpoint or project is a change, and replaces nothing either", async () => {
      const before = { ...old, projectId: defaultProjectId, endpoint: "https://dms.example.com" };
      for (const [name, value] of Object.entries({
        region: "eu-west-101",
        endpoint: "https://dms.example.org",
        projectId: otherProjectId,
        maxRetries: 6,
      })) {
        expect(await diffConfig(plugin, before, { ...before, [name]: value }), name).to.deep.equal({
          hasChanges: true,
          changed: [name],
          replaces: [],
        });
      }
      // A region from a profile, which is unknown here.
      const { region: _, ...byProfile } = before;
      expect(await diffConfig(plugin, byProfile, before)).to.deep.include({ changed: ["region"], replaces: [] });
      const named = { ...old, projectName: "cn-north-4_shop" };
      expect(await diffConfig(plugin, old, named)).to.deep.include({ changed: ["projectName"], replaces: [] });
    });

    it("a project ID is a change unless IAM finds the same one", async () => {
      const { projectId: _, ...byIam } = { ...working(), iamEndpoint: emulator.url };
      const after = { ...byIam, projectId: defaultProjectId };
      expect((await diffConfig(plugin, byIam, after)).hasChanges).to.equal(false);
      expect((await diffConfig(plugin, after, byIam)).hasChanges).to.equal(false);
      // With the new keys: the old ones may have expired.
      const before = { ...byIam, accessKey: "ended", secretKey: "ended" };
      expect((await diffConfig(plugin, before, after)).changed).to.deep.equal(["accessKey", "secretKey"]);
      const elsewhere = { ...after, projectId: otherProjectId };
      const changed = { hasChanges: true, changed: ["projectId"], replaces: [] };
      expect(await diffConfig(plugin, byIam, elsewhere)).to.deep.equal(changed);
      expect(await diffConfig(plugin, elsewhere, byIam)).to.deep.equal(changed);
      // If IAM cannot be asked, it is a change.
      const refused = { ...byIam, secretKey: "wrong" };
      expect(await diffConfig(plugin, refused, { ...refused, projectId: defaultProjectId })).to.deep.equal(changed);
      // The current environment does not count for the old configuration.
      const other = await startPlugin(engine.address, { HW_PROJECT_ID: otherProjectId });
      expect(await diffConfig(other, byIam, { ...elsewhere, __fromEnvironment: "projectId" })).to.deep.equal(changed);
      await other.close();
    });

    it("equivalent settings are not a change", async () => {
      const place = {
        ...old,
        projectId: defaultProjectId,
        endpoint: "http://127.0.0.1:8080",
        iamEndpoint: "https://i",
      };
      const { projectId: _, ...byIam } = place;
      const { endpoint: __, ...byRegion } = place;
      const same: Record<string, readonly [object, object]> = {
        "the name of the region's own project": [byIam, { ...byIam, projectName: "cn-north-4" }],
        "a project name next to an id": [place, { ...place, projectName: "cn-north-4_shop" }],
        "a project name that is not known yet, next to an id": [place, { ...place, projectName: unknownText }],
        "the region's endpoint written out": [
          byRegion,
          { ...place, endpoint: "HTTPS://dms.cn-north-4.myhuaweicloud.com:443/" },
        ],
        "a slash at the end of the endpoint": [place, { ...place, endpoint: "http://127.0.0.1:8080/" }],
        "another name of this machine": [place, { ...place, endpoint: "http://localhost:8080" }],
        "IAM's endpoint in another spelling": [place, { ...place, iamEndpoint: "https://I:443/" }],
        "where values come from": [{ ...place, __fromEnvironment: "region,projectId,endpoint" }, place],
      };
      for (const [what, [one, other]] of Object.entries(same)) {
        const none = { hasChanges: false, changed: [], replaces: [] };
        expect(await diffConfig(plugin, one, other), what).to.deep.equal(none);
        if (what.includes("not known")) continue;
        expect(await diffConfig(plugin, other, one), `${what}, and back`).to.deep.equal(none);
      }
    });

    it("an unknown value is a change, but replaces nothing", async () => {
      expect(await diffConfig(plugin, old, { ...old, region: unknownText })).to.deep.equal({
        hasChanges: true,
        changed: ["region"],
        replaces: [],
      });
    });
  });

  describe("is used:", () => {
    it("calls fail before it is set, with the reason", async () => {
      expect(await use()).to.equal(
        "The provider huaweicloud-rocketmq was used before it was configured: Pulumi has sent no Configure call. " +
          "This is a bug in Pulumi or the plugin: please report it.",
      );
    });

    it("keys are wrapped as secrets, everything else is text", async () => {
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

    it("problems are reported by the call that needs the configuration, because the engine may not report them", async () => {
      await configure(plugin, { ...working(), endpoint: "nowhere", maxRetries: "soon" });
      expect(await use()).to.equal(
        'endpoint: Must be a URL like https://dms.cn-north-4.myhuaweicloud.com, without a query, but is "nowhere".\n' +
          'maxRetries: Must be a whole number from 0 to 100, but is "soon".',
      );
    });

    /** Where a plugin that was configured from state sends its request in an environment, or how it fails. */
    async function asked(state: object, environment: Record<string, string>): Promise<string> {
      const other = await startPlugin(engine.address, environment);
      try {
        emulator.clearRequests();
        await configure(other, { ...keys, endpoint: emulator.url, iamEndpoint: emulator.url, maxRetries: 0, ...state });
        const failed = await invoke(other, token, { instanceId }).then(
          () => "",
          (error: { details: string }) => error.details,
        );
        return emulator.requests[0]?.path.replace(/\/instances.*/, "") ?? failed;
      } finally {
        await other.close();
      }
    }

    it("a project from the environment is read from the current environment, otherwise from state", async () => {
      const state = { region: "cn-north-4", projectId: otherProjectId, __fromEnvironment: "region,projectId" };
      expect(await asked(state, {})).to.equal(`/v2/${otherProjectId}`);
      expect(await asked(state, { HW_PROJECT_ID: thirdProjectId })).to.equal(`/v2/${thirdProjectId}`);
      // A project name in the environment counts too, and another region has other projects.
      expect(await asked(state, { HW_PROJECT_NAME: "shop" })).to.equal("/v3/projects");
      expect(await asked(state, { HW_REGION_NAME: "cn-east-3" })).to.equal("/v3/projects");
      const given = { ...state, __fromEnvironment: "region" };
      expect(await asked(given, { HW_PROJECT_ID: thirdProjectId })).to.equal(`/v2/${otherProjectId}`);
    });

    it("an endpoint from the environment is read from there, too", async () => {
      const variable = "HUAWEICLOUD_SDK_REGION_ROCKETMQ_CN_NORTH_4";
      const projectId = defaultProjectId;
      const state = { region: "cn-north-4", projectId, __fromEnvironment: "endpoint" };
      expect(await asked(state, {})).to.equal(`/v2/${projectId}`);
      expect(await asked({ ...state, endpoint: "http://nowhere.invalid" }, { [variable]: emulator.url })).to.equal(
        `/v2/${projectId}`,
      );
      expect(await asked(state, { [variable]: "http://nowhere.invalid" })).to.contain("nowhere.invalid");
    });

    it("the last one counts", async () => {
      await configure(plugin, { ...working(), endpoint: "nowhere" });
      await configure(plugin, working());
      expect(await use()).to.equal("63 tasks");
    });

    it("an unknown value is reported by the call that needs it", async () => {
      await configure(plugin, { ...working(), region: unknownText });
      expect(await use()).to.equal("region: The value is unknown, but is needed here.");
    });
  });
});
