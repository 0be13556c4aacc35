import { expect } from "chai";
import {
  defaultProjectId,
  defaultScenario,
  defaultSecretKey,
  type Emulator,
  type Scenario,
  startEmulator,
} from "../../emulator/src/index.ts";
import { call, send } from "./officialClient.ts";

const start = new Date("2026-01-23T00:00:00Z");

describe("The emulator's IAM", () => {
  let emulator: Emulator;

  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  async function ids(name: string | undefined, changed: Partial<Scenario> = {}): Promise<unknown[]> {
    emulator.scenario(changed);
    const { body } = await call(emulator, { path: "/v3/projects", query: name === undefined ? {} : { name } });
    return (body.projects as { id: string }[]).map((project) => project.id);
  }

  it("finds the project of a name, none, or several", async () => {
    const other = "fedcba9876543210fedcba9876543210";
    expect(await ids("cn-north-4")).to.deep.equal([defaultProjectId]);
    expect(await ids("eu-west-101")).to.deep.equal([]);
    const twice = defaultScenario.projects.concat({ id: other, name: "cn-north-4" });
    expect(await ids("cn-north-4", { projects: twice })).to.deep.equal([defaultProjectId, other]);
    expect(await ids(undefined)).to.have.length(2);
  });

  it("gives projects and domains with the fields that clients read", async () => {
    const projects = (await call(emulator, { path: "/v3/projects", query: { name: "cn-north-4" } })).body.projects;
    expect(projects).to.have.nested.property("[0].name", "cn-north-4");
    expect(projects).to.have.nested.property("[0].enabled", true);
    const { domains } = (await call(emulator, { path: "/v3/auth/domains" })).body;
    expect(domains).to.have.nested.property("[0].name", "nordlicht-versand");
  });

  it("lists the regions of its projects", async () => {
    emulator.scenario({
      projects: [...defaultScenario.projects, { id: "fedcba9876543210fedcba9876543210", name: "cn-north-4_warehouse" }],
    });
    const { regions } = (await call(emulator, { path: "/v3/regions" })).body;
    expect((regions as { id: string }[]).map(({ id }) => id)).to.deep.equal(["cn-north-4"]);
  });

  it("sends X-IAM-Trace-Id, with errors too", async () => {
    for (const secretKey of [defaultSecretKey, "wrong"]) {
      const { headers } = await call(emulator, { path: "/v3/projects", secretKey });
      expect(headers["x-iam-trace-id"]).to.equal(headers["x-request-id"]);
    }
  });

  it("shows a key only the projects that it has access to", async () => {
    emulator.scenario({
      accessKeys: [{ accessKey: "NARROW", secretKey: "s", projectIds: ["fedcba9876543210fedcba9876543210"] }],
    });
    const { body } = await call(emulator, { path: "/v3/projects", accessKey: "NARROW", secretKey: "s" });
    expect(body.projects).to.have.length(1);
  });

  it("requires a signature", async () => {
    for (const target of ["/v3/projects", "/v3/auth/domains", "/v3/regions"]) {
      const { status } = await send(emulator.url, { method: "GET", target, headers: {}, body: "" });
      expect(status).to.equal(401);
    }
  });
});

describe("The emulator's ECS metadata service", () => {
  it("hands out the key that is valid, with its expiry, and needs no signature", async () => {
    let now = start;
    const emulator = await startEmulator({
      now: () => now,
      scenario: {
        ...defaultScenario,
        accessKeys: [
          { accessKey: "FIRST", secretKey: "s1", securityToken: "t1", expiresAfterSeconds: 3600 },
          {
            accessKey: "SECOND",
            secretKey: "s2",
            securityToken: "t2",
            validAfterSeconds: 1800,
            expiresAfterSeconds: 5400,
          },
        ],
        ecsMetadata: { accessKeys: ["FIRST", "SECOND"] },
      },
    });
    const get = async (seconds: number): Promise<unknown> => {
      now = new Date(start.getTime() + seconds * 1000);
      const wire = { method: "GET", target: "/openstack/latest/securitykey", headers: {}, body: "" };
      return (await send(emulator.url, wire)).body.credential;
    };
    try {
      expect(await get(0)).to.deep.equal({
        access: "FIRST",
        secret: "s1",
        securitytoken: "t1",
        expires_at: "2026-01-23T01:00:00.000000Z",
      });
      expect(await get(1800)).to.include({ access: "SECOND", expires_at: "2026-01-23T01:30:00.000000Z" });
      expect(await get(5400)).to.equal(undefined);
      expect(emulator.requests[0]).to.include({ signed: false, whyNot: "no signature is needed", status: 200 });
      expect(JSON.stringify(emulator.requests)).to.not.match(/"s1"|"t1"/);
    } finally {
      await emulator.close();
    }
  });
});
