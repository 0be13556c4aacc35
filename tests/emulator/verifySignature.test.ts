import { createHash, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import {
  defaultAccessKey,
  defaultInstanceId,
  defaultProjectId,
  defaultScenario,
  defaultSecretKey,
  type Emulator,
  startEmulator,
  temporaryAccessKey,
  temporarySecretKey,
  temporarySecurityToken,
} from "../../emulator/src/index.ts";
import { type SignedRequest, type Verdict, verifySignature } from "../../emulator/src/verifySignature.ts";
import { call, type Request, send, sign, tasksPath, type WireRequest } from "./officialClient.ts";

const start = new Date("2026-01-23T00:00:00Z");
const sdkDate = "20260123T000000Z";
const list: Request = { path: tasksPath(defaultInstanceId), query: { limit: 50, offset: 1 }, date: start };
const temporary = { accessKey: temporaryAccessKey, secretKey: temporarySecretKey };

describe("The emulator's signature check", () => {
  let emulator: Emulator;
  let now = start;

  before(async () => {
    emulator = await startEmulator({ now: () => now });
  });
  beforeEach(() => {
    now = start;
  });
  after(() => emulator.close());

  /** Signs a request, alters it, and expects the gateway's refusal with this reason. */
  async function expectRefused(
    wanted: Request,
    reason: string,
    alter: (wire: WireRequest) => void = () => {},
  ): Promise<void> {
    const wire = sign(emulator.url, wanted);
    alter(wire);
    const { status, body, headers } = await send(emulator.url, wire);
    expect(status).to.equal(401);
    expect(body).to.deep.equal({
      error_code: "APIGW.0301",
      error_msg: `Incorrect IAM authentication information: ${reason}`,
      request_id: headers["x-request-id"],
    });
    const entry = emulator.requests.at(-1);
    expect(entry).to.include({ signed: false, whyNot: reason, status: 401, errorCode: "APIGW.0301" });
  }

  const mismatch = "the signature does not match the request";

  it("accepts what the official Node SDK signs, and says so in the log", async () => {
    const { status, body } = await call(emulator, list);
    expect(status).to.equal(200);
    expect(body.total).to.equal(63);
    const entry = emulator.requests.at(-1);
    expect(entry).to.include({ signed: true, accessKey: "EMULATORACCESSKEY", status: 200, operation: "listTasks" });
    expect(entry).to.not.have.property("whyNot");
  });

  it("accepts any Unicode body and every special character in a query", async () => {
    const { status, body } = await call(emulator, {
      ...list,
      method: "POST",
      query: { overwrite: true, name: "!'()* ~é", type: "rocketmq" },
      body: JSON.parse('{"topic_config_table": {"größe": {}}}'),
    });
    expect(status).to.equal(400);
    expect(body.error_code).to.equal("DMS.00400062");
  });

  it("hashes header values as the bytes that they are, so that they may be UTF-8", async () => {
    const wire = sign(emulator.url, { ...list, headers: { "x-shop": "größe" } });
    wire.headers["x-shop"] = Buffer.from("größe").toString("latin1");
    expect((await send(emulator.url, wire)).status).to.equal(200);
  });

  it("refuses a request that is not signed", () =>
    expectRefused(list, "the request is not signed", (wire) => {
      delete wire.headers.Authorization;
    }));

  it("refuses a malformed Authorization header", () =>
    expectRefused(list, "the Authorization header is malformed", (wire) => {
      wire.headers.Authorization = "Basic QUs6U0s=";
    }));

  it("refuses a wrong secret key", () => expectRefused({ ...list, secretKey: "wrong" }, mismatch));

  it("refuses an unknown access key", () =>
    expectRefused({ ...list, accessKey: "NOBODY" }, "the access key does not exist"));

  it("refuses an altered query", () =>
    expectRefused(list, mismatch, (wire) => {
      wire.target = wire.target.replace("offset=1", "offset=2");
    }));

  it("refuses an altered path", () =>
    expectRefused(list, mismatch, (wire) => {
      wire.target = wire.target.replace("/metadata", "");
    }));

  it("refuses an altered method", () =>
    expectRefused({ ...list, headers: { "content-length": "0" } }, mismatch, (wire) => {
      wire.method = "POST";
    }));

  it("refuses an altered body", () =>
    expectRefused({ ...list, method: "POST", body: { task_ids: ["a"] } }, mismatch, (wire) => {
      wire.body = wire.body.replace("a", "b");
    }));

  it("refuses an altered signed header", () =>
    expectRefused({ ...list, headers: { "x-project-id": defaultProjectId } }, mismatch, (wire) => {
      wire.headers["x-project-id"] = "fedcba9876543210fedcba9876543210";
    }));

  it("refuses an altered host", () =>
    expectRefused(list, mismatch, (wire) => {
      wire.headers.host = "elsewhere.example";
    }));

  it("refuses a signed header that is missing", () =>
    expectRefused(
      { ...list, headers: { "x-project-id": defaultProjectId } },
      "the signed header x-project-id is not in the request",
      (wire) => {
        delete wire.headers["x-project-id"];
      },
    ));

  it("refuses a signature that does not cover x-sdk-date", () =>
    expectRefused(list, "the header x-sdk-date is not signed", (wire) => {
      wire.headers.Authorization = String(wire.headers.Authorization).replace("host;x-sdk-date", "host");
    }));

  it("accepts what the Go SDK signs: no host", async () => {
    const headers = { "User-Agent": "huaweicloud-usdk-go/3.0", "X-Project-Id": defaultProjectId };
    expect((await send(emulator.url, signed({ ...headers, "X-Sdk-Date": sdkDate }))).status).to.equal(200);
  });

  it("accepts what Terraform's provider signs: no host, and no token, which it adds afterwards", async () => {
    const headers = { Accept: "application/json", "User-Agent": "huaweicloud/terraform", "X-Sdk-Date": sdkDate };
    const wire = signed(headers, temporaryAccessKey, temporarySecretKey);
    wire.headers["X-Security-Token"] = temporarySecurityToken;
    expect((await send(emulator.url, wire)).status).to.equal(200);
  });

  it("refuses an altered header that such a client signed", async () => {
    const wire = signed({ "User-Agent": "huaweicloud-usdk-go/3.0", "X-Sdk-Date": sdkDate });
    wire.headers["User-Agent"] = "curl";
    expect((await send(emulator.url, wire)).status).to.equal(401);
  });

  it("refuses a malformed date", () =>
    expectRefused(list, "the header x-sdk-date is malformed", (wire) => {
      wire.headers["X-Sdk-Date"] = "2026-01-23T00:00:00Z";
    }));

  it("accepts a clock that is 15 minutes off, and refuses one second more, both ways", async () => {
    for (const seconds of [900, -900]) {
      const date = new Date(start.getTime() + seconds * 1000);
      expect((await call(emulator, { ...list, date })).status).to.equal(200);
      await expectRefused(
        { ...list, date: new Date(date.getTime() + Math.sign(seconds) * 1000) },
        "the header x-sdk-date is more than 15 minutes off",
      );
    }
  });

  it("accepts a temporary key with its token, and refuses it without and with a wrong one", async () => {
    const withToken = { ...list, ...temporary, headers: { "x-security-token": temporarySecurityToken } };
    expect((await call(emulator, withToken)).status).to.equal(200);
    await expectRefused(
      { ...list, ...temporary },
      "the access key is a temporary one and the header x-security-token is missing",
    );
    await expectRefused(
      { ...list, ...temporary, headers: { "x-security-token": "wrong" } },
      "the security token does not belong to the access key or has expired",
    );
  });

  it("refuses a permanent key that comes with a token", () =>
    expectRefused(
      { ...list, headers: { "x-security-token": temporarySecurityToken } },
      "the security token does not belong to the access key or has expired",
    ));

  it("lets keys rotate: each is valid only in its period", async () => {
    emulator.scenario({
      accessKeys: [
        { accessKey: "ROTATING", secretKey: "first", expiresAfterSeconds: 60 },
        { accessKey: "ROTATING", secretKey: "second", validAfterSeconds: 60, expiresAfterSeconds: 120 },
      ],
    });
    const at = (seconds: number, secretKey: string): Request => {
      now = new Date(start.getTime() + seconds * 1000);
      return { ...list, accessKey: "ROTATING", secretKey, date: now };
    };
    try {
      expect((await call(emulator, at(0, "first"))).status).to.equal(200);
      await expectRefused(at(59, "second"), mismatch);
      expect((await call(emulator, at(60, "second"))).status).to.equal(200);
      await expectRefused(at(60, "first"), mismatch);
      await expectRefused(at(120, "second"), "the access key has expired or is not yet valid");
    } finally {
      emulator.scenario({ accessKeys: defaultScenario.accessKeys });
    }
  });

  it("answers a project that the key has no access to with APIGW.0302", async () => {
    emulator.scenario({ accessKeys: [{ accessKey: "NARROW", secretKey: "s", projectIds: [] }] });
    try {
      const { status, body } = await call(emulator, { ...list, accessKey: "NARROW", secretKey: "s" });
      expect(status).to.equal(403);
      expect(body.error_code).to.equal("APIGW.0302");
      expect(body.request_id).to.match(/^[0-9a-f]{32}$/);
    } finally {
      emulator.scenario({ accessKeys: defaultScenario.accessKeys });
    }
  });
});

describe("verifySignature", () => {
  const keys = [{ accessKey: "AKEXAMPLE", secretKey: "SKEXAMPLE" }];

  function verdictOf(request: SignedRequest, date: Date, withKeys: Parameters<typeof verifySignature>[1]): Verdict {
    return verifySignature(request, withKeys, date, date);
  }

  const { vectors } = JSON.parse(
    readFileSync(new URL("../fixtures/signing-vectors.json", import.meta.url), "utf8"),
  ) as { vectors: Vector[] };
  for (const vector of vectors) {
    it(`accepts the published vector "${vector.name}", and not with another signature`, () => {
      const names = ["host", ...Object.keys(vector.headers)].sort().join(";");
      const query = new URLSearchParams(vector.query).toString().replaceAll("+", "%20");
      const request = (signature: string): SignedRequest => ({
        method: vector.method,
        target: `${vector.path}?${query}`,
        headers: {
          ...vector.headers,
          host: vector.host,
          authorization: `SDK-HMAC-SHA256 Access=${vector.accessKey}, SignedHeaders=${names}, Signature=${signature}`,
        },
        body: Buffer.from(vector.body),
      });
      const token = vector.headers["x-security-token"];
      const withToken = keys.map((key) => (token === undefined ? key : { ...key, securityToken: token }));
      expect(verdictOf(request(vector.signature), start, withToken)).to.include({ valid: true });
      const other = vector.signature.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
      expect(verdictOf(request(other), start, withToken)).to.include({ valid: false });
    });
  }

  it("accepts 1,000 random requests that the official Node SDK signs, and none of them after a byte has changed", () => {
    const word = fc.string({ unit: "grapheme-ascii", maxLength: 12 });
    const segment = fc.stringMatching(/^[A-Za-z0-9._~-]{1,12}$/).filter((text) => !/^\.+$/.test(text));
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 5 }),
        fc.dictionary(
          fc.stringMatching(/^[a-z_]{1,8}$/),
          fc.oneof(word, fc.string({ unit: fc.nat(0xd7_ff).map((code) => String.fromCharCode(code)), maxLength: 5 })),
        ),
        fc.option(fc.jsonValue().filter(Boolean), { nil: undefined }),
        fc.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true }),
        fc.nat(),
        (segments, query, body, date, position) => {
          const wire = sign("http://dms.example", {
            method: body === undefined ? "GET" : "POST",
            path: `/${segments.join("/")}`,
            query,
            ...(body === undefined ? {} : { body }),
            date,
            ...keys[0],
          });
          const headers = Object.fromEntries(
            Object.entries(wire.headers).map(([name, value]) => [name.toLowerCase(), value]),
          );
          const request = { method: wire.method, target: wire.target, headers, body: Buffer.from(wire.body) };
          expect(verdictOf(request, date, keys)).to.include({ valid: true });
          const at = 1 + (position % (wire.target.split("?")[0] ?? "").length);
          const target = `${wire.target.slice(0, at)}x${wire.target.slice(at)}`;
          expect(verdictOf({ ...request, target }, date, keys)).to.include({ valid: false });
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** The list of tasks signed over these headers alone, as clients do that have a signer of their own. */
function signed(
  headers: Readonly<Record<string, string>>,
  accessKey = defaultAccessKey,
  secretKey = defaultSecretKey,
): WireRequest {
  const byName = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const sorted = byName.sort(([a], [b]) => (a < b ? -1 : 1));
  const names = sorted.map(([name]) => name).join(";");
  const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
  const path = tasksPath(defaultInstanceId);
  const lines = sorted.map(([name, value]) => `${name}:${value}\n`).join("");
  const hash = sha256(["GET", `${path}/`, "limit=50", lines, names, sha256("")].join("\n"));
  const signature = createHmac("sha256", secretKey).update(`SDK-HMAC-SHA256\n${sdkDate}\n${hash}`).digest("hex");
  const authorization = `SDK-HMAC-SHA256 Access=${accessKey}, SignedHeaders=${names}, Signature=${signature}`;
  return {
    method: "GET",
    target: `${path}?limit=50`,
    headers: { ...headers, Authorization: authorization },
    body: "",
  };
}

interface Vector {
  name: string;
  method: string;
  host: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: string;
  signature: string;
  accessKey: string;
  secretKey: string;
}
