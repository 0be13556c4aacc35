import { expect } from "chai";
import { findCredentials } from "../../provider/src/cloud/credentials/findCredentials.ts";
import {
  ConfigurationError,
  CredentialsError,
  createClient,
  type HostEnvironment,
} from "../../provider/src/cloud/index.ts";
import { answerJson, type LocalServer, startServer } from "./localServer.ts";
import { createHome, errorOf, testHost } from "./testHost.ts";

const sdkPair = { HUAWEICLOUD_SDK_AK: "SDK-ACCESS", HUAWEICLOUD_SDK_SK: "sdk-secret" };
const terraformPair = { HW_ACCESS_KEY: "HW-ACCESS", HW_SECRET_KEY: "hw-secret" };
const pagePair = { CLOUD_SDK_AK: "PAGE-ACCESS", CLOUD_SDK_SK: "page-secret" };

const profiles = {
  current: "daily",
  profiles: [
    { name: "daily", mode: "AKSK", accessKeyId: "DAILY-ACCESS", secretAccessKey: "daily-secret", region: "cn-east-3" },
    {
      name: "single-sign-on",
      mode: "SSO",
      accessKeyId: "",
      ssoAuth: {
        stsToken: { accessKeyId: "STS-ACCESS", secretAccessKey: "sts-secret", securityToken: "sts-token" },
      },
    },
    { name: "half", mode: "AKSK", accessKeyId: "HALF-ACCESS" },
  ],
};
const credentialsFile = "; comment\n[other]\nak = NO\n[basic]\nak = FILE-ACCESS\nsk=file-secret\nproject_id = p-file\n";

/** The access key that is found, and where. */
async function found(
  settings: Parameters<typeof findCredentials>[0],
  changes: Partial<HostEnvironment>,
): Promise<[string, string]> {
  const credentials = await findCredentials(settings, testHost(changes));
  return [credentials.accessKey, credentials.source];
}

describe("Access keys", () => {
  const home = createHome({ ".hcloud/config.json": profiles, ".huaweicloud/credentials": credentialsFile });
  const { homeFolder } = home;
  after(() => home.remove());

  it("come from the configuration first", async () => {
    const settings = { accessKey: "OWN-ACCESS", secretKey: "own-secret", profile: "daily" };
    const environment = { ...sdkPair, ...terraformPair };
    expect(await found(settings, { environment, homeFolder })).to.deep.equal([
      "OWN-ACCESS",
      "the provider's configuration",
    ]);
  });

  it("come from the environment next: variables of the official SDKs, of Terraform, of the API page", async () => {
    expect(await found({}, { environment: { ...pagePair, ...terraformPair, ...sdkPair }, homeFolder })).to.deep.equal([
      "SDK-ACCESS",
      "the environment (HUAWEICLOUD_SDK_AK)",
    ]);
    expect(await found({}, { environment: { ...pagePair, ...terraformPair }, homeFolder })).to.deep.equal([
      "HW-ACCESS",
      "the environment (HW_ACCESS_KEY)",
    ]);
    expect(await found({}, { environment: pagePair, homeFolder })).to.deep.equal([
      "PAGE-ACCESS",
      "the environment (CLOUD_SDK_AK)",
    ]);
  });

  it("come from a profile before the environment if the configuration names the profile", async () => {
    const settings = { profile: "single-sign-on" };
    expect(await found(settings, { environment: sdkPair, homeFolder })).to.deep.equal([
      "STS-ACCESS",
      'profile "single-sign-on" in ~/.hcloud/config.json',
    ]);
  });

  it("come from the shared file's current profile, or the one that HW_PROFILE names", async () => {
    expect(await found({}, { homeFolder })).to.deep.equal(["DAILY-ACCESS", 'profile "daily" in ~/.hcloud/config.json']);
    expect((await found({}, { homeFolder, environment: { HW_PROFILE: "single-sign-on" } }))[0]).to.equal("STS-ACCESS");
  });

  it("come from another shared file if the configuration or HW_SHARED_CONFIG_FILE names one", async () => {
    const other = createHome({ "mine.json": profiles });
    const sharedConfigFile = `${other.homeFolder}/mine.json`;
    expect((await found({ sharedConfigFile }, {}))[0]).to.equal("DAILY-ACCESS");
    expect((await found({}, { environment: { HW_SHARED_CONFIG_FILE: "~/mine.json" }, ...other }))[0]).to.equal(
      "DAILY-ACCESS",
    );
    other.remove();
  });

  it("come from the official SDKs' credentials file after that", async () => {
    const other = createHome({ ".huaweicloud/credentials": credentialsFile, elsewhere: "[basic]\nak: E\nsk: S\n" });
    expect(await found({}, other)).to.deep.equal(["FILE-ACCESS", "section [basic] of ~/.huaweicloud/credentials"]);
    const environment = { HUAWEICLOUD_SDK_CREDENTIALS_FILE: `${other.homeFolder}/elsewhere` };
    expect((await found({}, { ...other, environment }))[0]).to.equal("E");
    other.remove();
  });

  it("that differ between families are reported in a debug message, without their values", async () => {
    const host = testHost({ environment: { ...sdkPair, ...terraformPair } });
    await findCredentials({}, host);
    expect(host.messages).to.deep.equal([
      "debug: HUAWEICLOUD_SDK_AK and HW_ACCESS_KEY hold different keys. " +
        "Using HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, which take precedence.",
      "debug: Using access keys from the environment (HUAWEICLOUD_SDK_AK).",
    ]);
  });

  it("that are equal in two families are not reported", async () => {
    const environment = { ...sdkPair, HW_ACCESS_KEY: "SDK-ACCESS", HW_SECRET_KEY: "sdk-secret" };
    const host = testHost({ environment });
    await findCredentials({}, host);
    expect(host.messages).to.have.length(1);
  });

  it("must be a pair in the configuration: the error names the missing half", () => {
    const missing = (settings: object): unknown => {
      try {
        return createClient(settings, testHost({ environment: sdkPair }));
      } catch (error) {
        return error instanceof ConfigurationError && { property: error.property, message: error.message };
      }
    };
    const advice = "Set both keys in one place, or neither.";
    expect(missing({ accessKey: "A" })).to.deep.equal({
      property: "secretKey",
      message: `secretKey is missing, although accessKey is set. ${advice}`,
    });
    expect(missing({ secretKey: "S" })).to.deep.equal({
      property: "accessKey",
      message: `accessKey is missing, although secretKey is set. ${advice}`,
    });
    expect(missing({ securityToken: "T" })).to.deep.equal({
      property: "accessKey",
      message: `accessKey is missing, although securityToken is set. ${advice}`,
    });
  });

  it("must be a pair in the environment: the error names the missing variable", async () => {
    const environment = { HW_ACCESS_KEY: "HW-ACCESS", ...pagePair };
    const error = await errorOf(findCredentials({}, testHost({ environment })));
    expect(error).to.be.instanceOf(CredentialsError);
    expect(error.message).to.equal(
      "HW_SECRET_KEY is missing in the environment, although HW_ACCESS_KEY is set. Set both keys in one place, or neither.",
    );
  });

  it("must be a pair in a file: the error names the missing half", async () => {
    const error = await errorOf(findCredentials({ profile: "half" }, testHost({ homeFolder })));
    expect(error.message).to.equal(
      'secretAccessKey is missing in profile "half" in ~/.hcloud/config.json, although accessKeyId is set. Set both keys in one place, or neither.',
    );
    const other = createHome({ ".huaweicloud/credentials": "[basic]\nsk = S\n" });
    expect((await errorOf(findCredentials({}, testHost(other)))).message).to.equal(
      "ak is missing in section [basic] of ~/.huaweicloud/credentials, although sk is set. Set both keys in one place, or neither.",
    );
    other.remove();
  });

  it("that are missing give an error that lists every place searched", async () => {
    const error = await errorOf(findCredentials({}, testHost()));
    expect(error.message).to.equal(
      "No access keys found. Looked in: the provider's configuration (accessKey, secretKey); " +
        "the environment (HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or HW_ACCESS_KEY and HW_SECRET_KEY, " +
        "or CLOUD_SDK_AK and CLOUD_SDK_SK); ~/.hcloud/config.json (no such file); " +
        "~/.huaweicloud/credentials (no such file); the ECS metadata service (off: useEcsMetadata is not set). " +
        "Set accessKey and secretKey in the provider's configuration, or HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK.",
    );
    expect(error).to.be.instanceOf(CredentialsError).and.have.property("searched").with.length(5);
  });

  it("are searched beyond a broken default file, which is not quoted", async () => {
    const other = createHome({ ".hcloud/config.json": '{"profiles": [{"secretAccessKey": "hush' });
    const error = await errorOf(findCredentials({}, testHost(other)));
    expect(error.message).to.contain("~/.hcloud/config.json (not a JSON object);").and.not.to.contain("hush");
    other.remove();
  });

  it("are an error if the named profile or file does not exist", async () => {
    const error = await errorOf(findCredentials({ profile: "prod" }, testHost({ homeFolder })));
    expect(error).to.be.instanceOf(ConfigurationError).and.have.property("property", "profile");
    expect(error.message).to.equal(
      'profile: No profile "prod" in ~/.hcloud/config.json. Profiles there: "daily", "single-sign-on", "half".',
    );
    expect((await errorOf(findCredentials({ profile: "prod" }, testHost()))).message).to.equal(
      'profile: Cannot use "prod". ~/.hcloud/config.json: no such file.',
    );
    const asked = { sharedConfigFile: "/no/such/file.json" };
    expect((await errorOf(findCredentials(asked, testHost()))).message).to.equal(
      'sharedConfigFile: Cannot use "/no/such/file.json". /no/such/file.json: no such file.',
    );
  });
});

describe("An ECS's temporary keys", () => {
  let ecs: LocalServer;
  let handOut: { status: number; body: unknown };

  before(async () => {
    ecs = await startServer((_, response) => answerJson(response, handOut.status, handOut.body));
  });
  after(() => ecs.close());
  beforeEach(() => {
    ecs.requests.length = 0;
    handOut = { status: 200, body: keysUntil("2026-02-03T06:00:00.000000Z") };
  });

  const keysUntil = (expiresAt: string, access = "ECS-ACCESS"): object => ({
    credential: { access, secret: "ecs-secret", securitytoken: "ecs-token", expires_at: expiresAt },
  });

  it("are not requested unless the user enables that", async () => {
    await errorOf(findCredentials({}, testHost({ ecsMetadataUrl: ecs.url })));
    expect(ecs.requests).to.have.length(0);
  });

  it("are used if the setting or HW_USE_ECS_METADATA enables that and there are no other keys", async () => {
    const bySetting = await findCredentials({ useEcsMetadata: true }, testHost({ ecsMetadataUrl: ecs.url }));
    expect(bySetting.securityToken).to.equal("ecs-token");
    const environment = { HW_USE_ECS_METADATA: "true" };
    expect(await found({}, { ecsMetadataUrl: ecs.url, environment })).to.deep.equal([
      "ECS-ACCESS",
      "the ECS metadata service",
    ]);
    expect((await found({}, { ecsMetadataUrl: ecs.url, environment: { HW_USE_ECS_METADATA: "1" } }))[0]).to.equal(
      "ECS-ACCESS",
    );
    const malformed = testHost({ environment: { HW_USE_ECS_METADATA: "yes" } });
    expect((await errorOf(findCredentials({}, malformed))).message).to.equal(
      'HW_USE_ECS_METADATA: Must be true or false, but is "yes".',
    );
    expect((await found({ useEcsMetadata: true }, { ecsMetadataUrl: ecs.url, environment: sdkPair }))[0]).to.equal(
      "SDK-ACCESS",
    );
  });

  it("that are missing, or whose service does not respond, are named among the places searched", async () => {
    handOut = { status: 404, body: {} };
    const settings = { useEcsMetadata: true };
    const noAgency = await errorOf(findCredentials(settings, testHost({ ecsMetadataUrl: ecs.url })));
    expect(noAgency.message).to.contain(
      "; the ECS metadata service (HTTP 404 without keys: assign an agency to the ECS). ",
    );
    const gone = await startServer(() => undefined);
    await gone.close();
    const noService = await errorOf(findCredentials(settings, testHost({ ecsMetadataUrl: gone.url })));
    expect(noService.message).to.contain(
      "; the ECS metadata service (no response: Connection failed while connecting to http://127.0.0.1:",
    );
  });
});
