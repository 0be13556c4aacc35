import { expect } from "chai";
import {
  defaultProjectId,
  defaultScenario,
  type Emulator,
  emptyInstanceId,
  startEmulator,
} from "../../emulator/src/index.ts";
import { createClient, isTransient, ServiceError } from "../../provider/src/cloud/index.ts";
import { createHome, errorOf, type TestHost, testHost } from "./testHost.ts";

const path = `/instances/${emptyInstanceId}/metadata`;
const firstHour = {
  accessKey: "FIRST",
  secretKey: "first-secret",
  securityToken: "first-token",
  expiresAfterSeconds: 3600,
};
const secondHour = {
  accessKey: "SECOND",
  secretKey: "second-secret",
  securityToken: "second-token",
  validAfterSeconds: 3300,
  expiresAfterSeconds: 7200,
};

describe("Temporary keys", () => {
  let emulator: Emulator;
  let host: TestHost;

  beforeEach(async () => {
    host = testHost();
    emulator = await startEmulator({ now: () => new Date(host.clock.wallClock()) });
    emulator.scenario({ accessKeys: [firstHour, secondHour], ecsMetadata: { accessKeys: ["FIRST", "SECOND"] } });
  });
  afterEach(() => emulator.close());

  const settings = (): object => ({ endpoint: emulator.url, projectId: defaultProjectId, maxRetries: 0 });
  const ecsClient = (): ReturnType<typeof createClient> =>
    createClient(
      { ...settings(), useEcsMetadata: true },
      Object.assign(host, { ecsMetadataUrl: `${emulator.url}/openstack/latest/securitykey` }),
    );
  const keysUsed = (): unknown[] =>
    emulator.requests.map(({ operation, accessKey, status }) =>
      operation === "getSecurityKey" ? "read keys" : `${accessKey} ${status}`,
    );

  it("of an ECS are renewed five minutes before they expire, once for concurrent requests", async () => {
    const client = ecsClient();
    await client.get(path);
    host.advance(54 * 60_000);
    await client.get(path);
    host.advance(2 * 60_000);
    await Promise.all([client.get(path), client.get(path), client.get(path)]);
    expect(keysUsed()).to.deep.equal([
      "read keys",
      "FIRST 200",
      "FIRST 200",
      "read keys",
      "SECOND 200",
      "SECOND 200",
      "SECOND 200",
    ]);
  });

  it("of an ECS are used until they expire if they cannot be renewed", async () => {
    const client = ecsClient();
    await client.get(path);
    host.advance(57 * 60_000);
    emulator.addFault({ kind: "reset", operation: "getSecurityKey", count: "always" });
    await client.get(path);
    expect(keysUsed()).to.deep.equal(["read keys", "FIRST 200", "read keys", "FIRST 200"]);
    expect(host.messages.at(-1)).to.match(
      /^debug: Could not renew the keys from the ECS metadata service; using them until they expire: No access keys /,
    );
    host.advance(4 * 60_000);
    expect(await errorOf(client.get(path))).to.have.property("code", "CREDENTIALS");
  });

  it("in a file are read again after a minute", async () => {
    const home = createHome({ ".huaweicloud/credentials": ini(firstHour) });
    const client = createClient(settings(), Object.assign(host, home));
    await client.get(path);
    home.write(".huaweicloud/credentials", ini(secondHour));
    host.advance(56 * 60_000);
    await client.get(path);
    expect(keysUsed()).to.deep.equal(["FIRST 200", "SECOND 200"]);
    home.remove();
  });

  it("that the service refuses are looked up again once, and the request is retried with the new ones", async () => {
    const home = createHome({ ".huaweicloud/credentials": ini(secondHour) });
    const client = createClient(settings(), Object.assign(host, home));
    // Valid later only, so refused now.
    const [refused] = await Promise.allSettled([client.get(path)]);
    expect(refused).to.have.property("status", "rejected");
    home.write(".huaweicloud/credentials", ini(firstHour));
    await client.post(`${path}/batch-delete`, {}, { task_ids: ["a"] }, { repeatable: false });
    expect(keysUsed()).to.deep.equal(["SECOND 401", "SECOND 401", "FIRST 200"]);
    // New keys that are wrong, too, get a minute: their file may be about to be completed.
    home.write(".huaweicloud/credentials", ini({ ...firstHour, secretKey: "wrong" }));
    host.advance(61_000);
    expect(isTransient(await errorOf(client.get(path)))).to.equal(true);
    host.advance(61_000);
    expect(await errorOf(client.get(path))).to.have.property("httpStatus", 401);
    home.remove();
  });

  it("that the service forbids are looked up again, too", async () => {
    const home = createHome({ ".huaweicloud/credentials": ini(firstHour) });
    const client = createClient(settings(), Object.assign(host, home));
    emulator.scenario({
      accessKeys: [
        { ...firstHour, projectIds: ["1".repeat(32)] },
        { ...secondHour, validAfterSeconds: 0 },
      ],
    });
    expect(await errorOf(client.get(path))).to.have.property("httpStatus", 403);
    home.write(".huaweicloud/credentials", ini(secondHour));
    await client.get(path);
    expect(keysUsed()).to.deep.equal(["FIRST 403", "FIRST 403", "SECOND 200"]);
    home.remove();
  });

  it("that are refused while their file is gone are an error that may pass", async () => {
    const home = createHome({ ".huaweicloud/credentials": ini(firstHour) });
    const client = createClient(settings(), Object.assign(host, home));
    await client.get(path);
    home.write(".huaweicloud/credentials", "");
    host.advance(2 * 60_000);
    await client.get(path);
    host.advance(60 * 60_000);
    const error = await errorOf(client.get(path));
    expect(isTransient(error)).to.equal(true);
    expect(error.message).to.match(
      /^GET .* failed with HTTP 401: .* Keys could not be read again from section \[basic\] of ~\/\.huaweicloud\/credentials: No access keys found\. /,
    );
    home.write(".huaweicloud/credentials", ini(secondHour));
    await client.get(path);
    expect(keysUsed()).to.deep.equal(["FIRST 200", "FIRST 200", "FIRST 401", "SECOND 200"]);
    home.remove();
  });

  it("that are refused and have not changed are an error at once", async () => {
    const home = createHome({ ".huaweicloud/credentials": ini({ ...firstHour, secretKey: "other" }) });
    const client = createClient({ ...settings(), maxRetries: 5 }, Object.assign(host, home));
    const error = await errorOf(client.get(path));
    expect(error).to.be.instanceOf(ServiceError).and.have.property("httpStatus", 401);
    expect(keysUsed()).to.deep.equal(["FIRST 401"]);
    home.remove();
  });
});

it("Permanent keys are looked up once in a client's life", async () => {
  const emulator = await startEmulator();
  const [pair] = defaultScenario.accessKeys;
  const home = createHome({ ".huaweicloud/credentials": ini(pair ?? firstHour) });
  const host = testHost({ ...home, wallClock: Date.now });
  const client = createClient({ endpoint: emulator.url, projectId: defaultProjectId }, host);
  await Promise.all([client.get(path), client.get(path)]);
  home.remove();
  await client.get(path);
  expect(host.messages).to.deep.equal(["debug: Using access keys from section [basic] of ~/.huaweicloud/credentials."]);
  await emulator.close();
});

function ini(keys: { accessKey: string; secretKey: string; securityToken?: string }): string {
  const token = keys.securityToken === undefined ? "" : `security_token = ${keys.securityToken}\n`;
  return `[basic]\nak = ${keys.accessKey}\nsk = ${keys.secretKey}\n${token}`;
}
