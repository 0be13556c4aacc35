import { expect } from "chai";
import {
  defaultAccessKey,
  defaultProjectId,
  defaultSecretKey,
  type Emulator,
  emptyInstanceId,
  startEmulator,
} from "../../emulator/src/index.ts";
import {
  type ClientSettings,
  checkSettings,
  createClient,
  type HostEnvironment,
} from "../../provider/src/cloud/index.ts";
import { environmentEndpoint, parseEndpoint, regionEndpoint } from "../../provider/src/cloud/location/endpoint.ts";
import { knownRegions } from "../../provider/src/cloud/location/regions.ts";
import { suggestRegion } from "../../provider/src/cloud/location/suggestRegion.ts";
import { answerJson, startServer } from "./localServer.ts";
import { createHome, errorOf, type HostChanges, testHost } from "./testHost.ts";

const keys = { accessKey: defaultAccessKey, secretKey: defaultSecretKey };
const path = `/instances/${emptyInstanceId}/metadata`;
const sdkProject = "44444444444444444444444444444444";
const hwProject = "55555555555555555555555555555555";
const ownProject = "66666666666666666666666666666666";
const profileProject = "77777777777777777777777777777777";
const callProject = "88888888888888888888888888888888";

describe("suggestRegion", () => {
  it("finds the region that was meant", () => {
    expect(suggestRegion("cn-nroth-4")).to.equal("cn-north-4");
    expect(suggestRegion("CN-North-4")).to.equal("cn-north-4");
    expect(suggestRegion("ap-southest-1")).to.equal("ap-southeast-1");
    expect(suggestRegion("eu-west-102")).to.equal("eu-west-101");
  });

  it("suggests nothing for a known region, or for one that resembles none", () => {
    expect(knownRegions).to.have.length(34);
    for (const region of knownRegions) expect(suggestRegion(region)).to.equal(undefined);
    expect(suggestRegion("mars-olympus-1")).to.equal(undefined);
  });
});

describe("The endpoint", () => {
  it("follows the region by one pattern, with the European region's own domain", () => {
    expect(regionEndpoint("dms", "cn-north-4").origin).to.equal("https://dms.cn-north-4.myhuaweicloud.com");
    expect(regionEndpoint("dms", "eu-west-101").origin).to.equal("https://dms.eu-west-101.myhuaweicloud.eu");
    expect(regionEndpoint("iam", "mars-olympus-1").origin).to.equal("https://iam.mars-olympus-1.myhuaweicloud.com");
  });

  it("of a region can be set by the official SDKs' variable", () => {
    const environment = { HUAWEICLOUD_SDK_REGION_ROCKETMQ_CN_NORTH_4: "https://dms.example.com" };
    expect(environmentEndpoint(environment, "cn-north-4")?.origin).to.equal("https://dms.example.com");
    expect(environmentEndpoint(environment, "cn-north-9")).to.equal(undefined);
  });

  it("may have a port and a base path, with or without a trailing slash", () => {
    expect(parseEndpoint("endpoint", "https://gateway.example.com:8443/rocketmq/api/")).to.deep.equal({
      origin: "https://gateway.example.com:8443",
      host: "gateway.example.com:8443",
      basePath: "/rocketmq/api",
      isExposed: false,
    });
  });

  it("is exposed when it is http:// on another machine, and not on this one", () => {
    const isExposed = (url: string): boolean => parseEndpoint("endpoint", url).isExposed;
    expect(isExposed("http://dms.example.com")).to.equal(true);
    for (const host of ["localhost", "dms.localhost", "127.0.0.1", "[::1]"]) {
      expect(isExposed(`http://${host}:8080`), host).to.equal(false);
    }
  });

  it("that is malformed is an error that names the property, the value and what is allowed", () => {
    const errorOfEndpoint = (endpoint: string): string[] =>
      checkSettings({ endpoint }).map(({ property, message }) => `${property} | ${message}`);
    const seen =
      "endpoint | endpoint: Must be a URL like https://dms.cn-north-4.myhuaweicloud.com, without a query, but";
    for (const url of [
      "dms.cn-north-4.myhuaweicloud.com",
      "ftp://dms.example.com",
      "https://dms.example.com/?a=b",
      "https://dms.example.com/a%20b",
    ]) {
      expect(errorOfEndpoint(url)).to.deep.equal([`${seen} is "${url}".`]);
    }
    expect(errorOfEndpoint("https://me:hush@dms.example.com")).to.deep.equal([
      `${seen} contains a user name or password (not shown): leave it out, and set access keys.`,
    ]);
  });
});

describe("checkSettings", () => {
  it("finds every malformed setting, and nothing in valid ones", () => {
    const settings = {
      accessKey: "A",
      region: "cn north",
      projectId: "a/b",
      iamEndpoint: "iam",
      maxRetries: 1.5,
      requestTimeoutSeconds: 0,
    };
    expect(checkSettings(settings).map(({ message }) => message)).to.deep.equal([
      "secretKey is missing, although accessKey is set. Set both keys in one place, or neither.",
      'region: Must be a region like cn-north-4, in lower case, but is "cn north".',
      'projectId: Must be a project ID, 32 letters and digits, but is "a/b". ' +
        "The console lists it under My Credentials > API Credentials; it is not the project's name.",
      'iamEndpoint: Must be a URL like https://iam.cn-north-4.myhuaweicloud.com, without a query, but is "iam".',
      "maxRetries: Must be a whole number from 0 to 100, but is 1.5.",
      "requestTimeout: Must be a number from 0.1 to 3600, but is 0.",
    ]);
    expect(checkSettings({})).to.deep.equal([]);
    expect(checkSettings({ ...keys, region: "mars-olympus-1", maxRetries: 0 })).to.deep.equal([]);
  });

  it("also covers Terraform's variables", () => {
    const create = (environment: HostEnvironment["environment"]) => () => createClient({}, testHost({ environment }));
    expect(create({ HW_MAX_RETRIES: "many" })).to.throw(
      'HW_MAX_RETRIES: Must be a whole number from 0 to 100, but is "many".',
    );
    expect(create({ HW_INSECURE: "perhaps" })).to.throw('HW_INSECURE: Must be true or false, but is "perhaps".');
  });
});

describe("The project and region of a request", () => {
  let emulator: Emulator;

  before(async () => {
    emulator = await startEmulator();
    emulator.scenario({
      projects: [
        { id: defaultProjectId, name: "cn-north-4" },
        { id: "11111111111111111111111111111111", name: "cn-north-4_shop" },
        { id: "22222222222222222222222222222222", name: "cn-north-4_shop" },
        { id: "33333333333333333333333333333333", name: "cn-east-3" },
      ],
    });
  });
  after(() => emulator.close());
  beforeEach(() => emulator.clearRequests());

  const clientWith = (settings: ClientSettings, changes: HostChanges = {}): ReturnType<typeof createClient> =>
    createClient(
      { ...keys, endpoint: emulator.url, iamEndpoint: emulator.url, maxRetries: 0, ...settings },
      testHost({ wallClock: Date.now, ...changes }),
    );
  const paths = (): string[] =>
    emulator.requests.map(
      ({ path, query }) => `${path.replace(/\/instances.*/, "")}${query.name ? `?name=${query.name}` : ""}`,
    );
  const projectsAsked = async (settings: ClientSettings, changes: HostChanges = {}): Promise<string[]> => {
    emulator.clearRequests();
    await Promise.allSettled([clientWith(settings, changes).get(path)]);
    return paths();
  };

  it("look the region's own project up at IAM once, for all requests of a client", async () => {
    const client = clientWith({ region: "cn-north-4" });
    await Promise.all([client.get(path), client.get(path), client.with({ region: "cn-north-4" }).get(path)]);
    await client.get(path);
    expect(paths()).to.deep.equal(["/v3/projects?name=cn-north-4", ...Array(4).fill(`/v2/${defaultProjectId}`)]);
  });

  it("take the project in this order: setting, its name, environment, its name, the place of the keys, the region's", async () => {
    const region = "cn-north-4";
    const environment = {
      HUAWEICLOUD_SDK_PROJECT_ID: sdkProject,
      HW_PROJECT_ID: hwProject,
      HW_PROJECT_NAME: "cn-east-3",
    };
    const settings = { region, projectId: ownProject, projectName: "cn-north-4_shop" };
    expect(await projectsAsked(settings, { environment })).to.deep.equal([`/v2/${ownProject}`]);
    expect(await projectsAsked({ region, projectName: "cn-north-4" }, { environment })).to.deep.equal([
      "/v3/projects?name=cn-north-4",
      `/v2/${defaultProjectId}`,
    ]);
    expect(await projectsAsked({ region }, { environment })).to.deep.equal([`/v2/${sdkProject}`]);
    expect(await projectsAsked({ region }, { environment: { HW_PROJECT_ID: hwProject } })).to.deep.equal([
      `/v2/${hwProject}`,
    ]);
    expect(await projectsAsked({ region }, { environment: { HW_PROJECT_NAME: "cn-east-3" } })).to.deep.equal([
      "/v3/projects?name=cn-east-3",
      "/v2/33333333333333333333333333333333",
    ]);
  });

  it("report two variables with different projects in a debug message", async () => {
    const messages: string[] = [];
    const environment = { HUAWEICLOUD_SDK_PROJECT_ID: sdkProject, HW_PROJECT_ID: hwProject };
    await projectsAsked({}, { environment, log: (_, message) => void messages.push(message) });
    expect(messages).to.include(
      "HUAWEICLOUD_SDK_PROJECT_ID and HW_PROJECT_ID name different projects. Using HUAWEICLOUD_SDK_PROJECT_ID.",
    );
  });

  it("take region and project of the profile that has the keys, but not its project for another region", async () => {
    const profile = { accessKeyId: keys.accessKey, secretAccessKey: keys.secretKey, region: "cn-north-4" };
    const home = createHome({
      ".hcloud/config.json": { current: "x", profiles: [{ name: "x", ...profile, projectId: profileProject }] },
    });
    const withoutKeys = { accessKey: "", secretKey: "" };
    expect(await projectsAsked(withoutKeys, home)).to.deep.equal([`/v2/${profileProject}`]);
    expect(await projectsAsked({ ...withoutKeys, region: "cn-east-3" }, home)).to.deep.equal([
      "/v3/projects?name=cn-east-3",
      "/v2/33333333333333333333333333333333",
    ]);
    expect(await projectsAsked({}, home)).to.deep.equal(["/v3/projects?name=cn-north-4", `/v2/${defaultProjectId}`]);
    home.remove();
  });

  it("of one call may differ: another region has another project", async () => {
    const environment = {
      HUAWEICLOUD_SDK_REGION_ROCKETMQ_CN_NORTH_4: emulator.url,
      HUAWEICLOUD_SDK_REGION_ROCKETMQ_CN_EAST_3: emulator.url,
    };
    const client = createClient(
      { ...keys, iamEndpoint: emulator.url, maxRetries: 0, region: "cn-north-4", projectId: defaultProjectId },
      testHost({ wallClock: Date.now, environment }),
    );
    await Promise.allSettled([client.with({ region: "cn-east-3" }).get(path)]);
    await client.with({ region: "cn-north-4" }).get(path);
    await Promise.allSettled([client.with({ region: "cn-east-3", projectId: callProject }).get(path)]);
    expect(paths()).to.deep.equal([
      "/v3/projects?name=cn-east-3",
      "/v2/33333333333333333333333333333333",
      `/v2/${defaultProjectId}`,
      `/v2/${callProject}`,
    ]);
  });

  it("of one call cannot be another region if the provider has an endpoint", async () => {
    const refusal = (region: string): string =>
      `region: Cannot be "${region}" for this call, because the provider has an endpoint, ${emulator.url}, to which every ` +
      `call goes. Leave region out, or use a Provider for ${region}.`;
    const projectId = defaultProjectId;
    const away = clientWith({ region: "cn-north-4", projectId }).with({ region: "cn-east-3" });
    expect(await errorOf(away.get(path)))
      .to.include({ property: "region" })
      .and.have.property("message", refusal("cn-east-3"));
    // Without a region of the provider's own, none is known to be meant.
    expect((await errorOf(clientWith({ projectId }).with({ region: "cn-north-4" }).get(path))).message).to.equal(
      refusal("cn-north-4"),
    );
    expect(paths()).to.deep.equal([]);
    const home = clientWith({ projectId }, { environment: { HW_REGION_NAME: "cn-north-4" } });
    expect(await home.with({ region: "cn-north-4" }).get(path)).to.have.property("total", 0);
    expect(await home.with({ projectId }).get(path)).to.have.property("total", 0);
  });

  it("are an error if IAM finds no such project or several, and none is created", async () => {
    const none = await errorOf(clientWith({ region: "cn-south-1" }).get(path));
    expect(none).to.have.property("property", "projectId");
    expect(none.message).to.equal(
      `projectId: Not set, and IAM at ${emulator.url} finds no project named "cn-south-1" for these keys. ` +
        "Set projectId, or set projectName to one of your projects.",
    );
    const several = await errorOf(clientWith({ projectName: "cn-north-4_shop" }).get(path));
    expect(several.message).to.equal(
      `projectId: Not set, and IAM at ${emulator.url} finds 2 projects (11111111111111111111111111111111, ` +
        '22222222222222222222222222222222) named "cn-north-4_shop" for these keys. ' +
        "Set projectId, or set projectName to one of your projects.",
    );
    expect(emulator.requests.map(({ method }) => method)).to.deep.equal(["GET", "GET"]);
  });

  it("are looked up again after a failed lookup", async () => {
    const client = clientWith({ region: "cn-north-4" });
    emulator.addFault({ kind: "http500", operation: "listProjects" });
    expect(await errorOf(client.get(path))).to.have.property("httpStatus", 500);
    expect(await client.get(path)).to.have.property("total", 0);
  });

  it("are an error if the response is not IAM's", async () => {
    const other = await startServer((_, response) => answerJson(response, 200, { hello: "world" }));
    const error = await errorOf(clientWith({ region: "cn-north-4", iamEndpoint: `${other.url}/iam/` }).get(path));
    expect(error.message).to.equal(
      `GET /iam/v3/projects: the response has no list "projects". Check that ${other.url} is IAM's endpoint, or set projectId.`,
    );
    expect(other.requests[0]?.url).to.equal("/iam/v3/projects?name=cn-north-4");
    await other.close();
  });

  it("need no region if endpoint and project are set", async () => {
    const host = testHost({ wallClock: Date.now });
    const client = createClient({ ...keys, endpoint: emulator.url, projectId: defaultProjectId }, host);
    expect(await client.get(path)).to.have.property("total", 0);
  });

  it("are an error that lists the places searched if there is no region", async () => {
    const looked =
      "Looked in: the provider's configuration (region); the environment (HW_REGION_NAME); ~/.hcloud/config.json (no such file). " +
      "Set it, e.g. to cn-north-4.";
    const noEndpoint = await errorOf(createClient(keys, testHost()).get(path));
    expect(noEndpoint).to.have.property("property", "region");
    expect(noEndpoint.message).to.equal(`region: Missing, but needed to build the service's endpoint. ${looked}`);
    expect((await errorOf(clientWith({}).get(path))).message).to.equal(
      `region: Missing, but needed to look the project up at IAM. ${looked}`,
    );
    const environment = { HW_REGION_NAME: "cn/north" };
    expect((await errorOf(createClient(keys, testHost({ environment })).get(path))).message).to.equal(
      'HW_REGION_NAME: Must be a region like cn-north-4, in lower case, but is "cn/north".',
    );
  });

  it("warn once of an unknown region, and use its endpoint", async () => {
    const closedProxy = await startServer(() => undefined);
    await closedProxy.close();
    const host = testHost({ environment: { HTTPS_PROXY: closedProxy.url } });
    const client = createClient({ ...keys, region: "cn-nroth-4", projectId: defaultProjectId, maxRetries: 0 }, host);
    const error = await errorOf(client.get(path));
    await errorOf(client.with({ projectId: defaultProjectId }).get(path));
    expect(error.message).to.contain("Connection failed while connecting to https://dms.cn-nroth-4.myhuaweicloud.com");
    expect(host.messages.filter((message) => message.startsWith("warning"))).to.deep.equal([
      'warning: Unknown region "cn-nroth-4". If it is new, ignore this warning. Did you mean "cn-north-4"?',
    ]);
  });
});

describe("A client's identity", () => {
  const identity = (settings: ClientSettings, changes: HostChanges = {}): string =>
    createClient(settings, testHost(changes)).identity;
  const settings = { ...keys, region: "cn-north-4", projectId: defaultProjectId };

  it("is the same for the same service, project and keys, and different for others", () => {
    const same = identity(settings);
    expect(identity({ ...settings })).to.equal(same);
    const others = [
      identity({ ...settings, region: "cn-east-3" }),
      identity({ ...settings, projectId: ownProject }),
      identity({ ...settings, accessKey: "OTHER" }),
      identity({ ...settings, endpoint: "https://dms.example.com" }),
      identity(settings, { environment: { HUAWEICLOUD_SDK_CREDENTIALS_FILE: "other" } }),
      identity(settings, { environment: { HW_USE_ECS_METADATA: "true" } }),
      identity(settings, { environment: { HUAWEICLOUD_SDK_REGION_ROCKETMQ_CN_NORTH_4: "https://dms.example.com" } }),
      createClient(settings, testHost()).with({ projectId: hwProject }).identity,
    ];
    expect(new Set([same, ...others]).size).to.equal(others.length + 1);
  });

  it("and the client itself stay the same if nothing is overridden", () => {
    const client = createClient(settings, testHost());
    expect(client.with({})).to.equal(client);
  });

  it("contains neither key", () => {
    expect(identity(settings)).to.match(/^cn-north-4#[0-9a-f]{16}$/);
  });
});
