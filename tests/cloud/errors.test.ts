import { expect } from "chai";
import {
  defaultAccessKey,
  defaultInstanceId,
  defaultProjectId,
  defaultSecretKey,
  type Emulator,
  emptyInstanceId,
  startEmulator,
} from "../../emulator/src/index.ts";
import {
  CancelledError,
  type ClientSettings,
  ConfigurationError,
  CredentialsError,
  createClient,
  isTransient,
  ResponseError,
  ServiceError,
  TimeoutError,
} from "../../provider/src/cloud/index.ts";
import { answerJson, type LocalServer, startServer } from "./localServer.ts";
import { errorOf, type HostChanges, testHost } from "./testHost.ts";

const keys = { accessKey: defaultAccessKey, secretKey: defaultSecretKey };
const path = `/instances/${emptyInstanceId}/metadata`;
const fullPath = `/v2/${defaultProjectId}${path}`;

describe("A refusal by the service", () => {
  let emulator: Emulator;

  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());
  afterEach(() => emulator.clearFaults());

  const refusal = async (
    settings: ClientSettings,
    options: { path?: string; query?: Record<string, string>; changes?: HostChanges } = {},
  ): Promise<{ error: ServiceError; message: string }> => {
    const client = createClient(
      { ...keys, endpoint: emulator.url, projectId: defaultProjectId, maxRetries: 0, ...settings },
      testHost({ wallClock: Date.now, ...options.changes }),
    );
    const error = await errorOf(client.get(options.path ?? path, options.query ?? {}));
    if (!(error instanceof ServiceError)) throw error;
    return { error, message: error.message.replace(error.requestId ?? "no id", "ID") };
  };

  it("of a wrong key names the request, Huawei's code, the request id, and what to check", async () => {
    const { error, message } = await refusal({ secretKey: "another-secret" }, { query: { limit: "5" } });
    expect(message).to.equal(
      `GET ${fullPath}?limit=5 failed with HTTP 401: APIGW.0301 Incorrect IAM authentication information: ` +
        "the signature does not match the request (request id ID). " +
        "Check accessKey and secretKey, that securityToken (if you use one) has not expired, and that they belong to this project.",
    );
    expect({ ...error }).to.deep.include({
      name: "ServiceError",
      code: "SERVICE",
      method: "GET",
      url: `${emulator.url}${fullPath}?limit=5`,
      httpStatus: 401,
      errorCode: "APIGW.0301",
    });
    expect(error.requestId).to.match(/^[0-9a-f]{32}$/);
  });

  it("caused by a wrong clock says by how much it is off", async () => {
    const off = (minutes: number) => ({ changes: { wallClock: () => Date.now() + minutes * 60_000 } });
    const said =
      `GET ${fullPath} failed with HTTP 401: APIGW.0301 Incorrect IAM authentication information: ` +
      "the header x-sdk-date is more than 15 minutes off (request id ID). ";
    expect((await refusal({}, off(20))).message).to.equal(
      `${said}This machine's clock is 20 minutes ahead of the service's; the limit is 15 minutes. Set the clock. ` +
        "If it is right, check accessKey and secretKey.",
    );
    expect((await refusal({}, off(-20))).message).to.equal(
      `${said}This machine's clock is 20 minutes behind the service's; the limit is 15 minutes. Set the clock. ` +
        "If it is right, check accessKey and secretKey.",
    );
  });

  it("with a clock that is only slightly off blames the keys", async () => {
    const changes = { wallClock: () => Date.now() + 5 * 60_000 };
    const { message } = await refusal({ secretKey: "another-secret" }, { changes });
    expect(message.split("(request id ID). ")[1]).to.equal(
      "Check accessKey and secretKey, that securityToken (if you use one) has not expired, and that they belong to this project. " +
        "This machine's clock is 5 minutes ahead of the service's; the limit is 15 minutes.",
    );
  });

  it("of a missing instance says in which project and region to check", async () => {
    const nowhere = "99999999-2222-4333-8444-555555555555";
    const { message } = await refusal({}, { path: `/instances/${nowhere}/metadata` });
    expect(message).to.match(/^GET .*\/metadata failed with HTTP 404: DMS\.00404022 .* \(request id ID\)\. /);
    expect(message.split("(request id ID). ")[1]).to.equal(
      "The instance does not exist in this project and region: check instanceId, projectId and region.",
    );
  });

  it("for lack of a permission names the permission, in both of Huawei's spellings", async () => {
    emulator.scenario({ accessKeys: [{ ...keys, projectIds: ["11111111111111111111111111111111"] }] });
    const advice = async (path: string): Promise<string | undefined> => {
      const { message } = await refusal({}, { path });
      expect(message).to.match(/^GET .* failed with HTTP 403: APIGW\.0302 .* \(request id ID\)\. /);
      return message.split("(request id ID). ")[1];
    };
    const reading =
      "The keys lack a permission. Grant their user dms:instance:getMetadataMigrationTask " +
      "(also spelled dms:instance:listMetadataMigrationTasks) in this project.";
    expect(await advice(path)).to.equal(reading);
    expect(await advice(`/instances/${emptyInstanceId}`)).to.equal(
      "The keys lack a permission. Grant their user dms:instance:get in this project.",
    );
    emulator.scenario({ accessKeys: [keys] });
  });

  it("for lack of a permission says the same for any error code, and names others for create and delete", async () => {
    const server = await startServer((_, response) =>
      answerJson(response, 403, { code: "DMS.00403002", message: "no" }),
    );
    const settings = { ...keys, endpoint: server.url, iamEndpoint: server.url, maxRetries: 0 };
    const client = createClient({ ...settings, projectId: defaultProjectId }, testHost());
    const adviceOf = async (call: Promise<unknown>) => (await errorOf(call)).message.split("DMS.00403002 no. ")[1];
    const create = client.post(`${path}`, { overwrite: true, name: "move" }, {}, { repeatable: false });
    expect(await adviceOf(create)).to.equal(
      "The keys lack a permission. Grant their user dms:instance:createMetadataMigrationTask in this project.",
    );
    const remove = client.post(`${path}/batch-delete`, {}, {}, { repeatable: true });
    expect(await adviceOf(remove)).to.equal(
      "The keys lack a permission. Grant their user dms:instance:deleteMetadataMigrationTask in this project.",
    );
    expect(await adviceOf(client.get(path, { id: "t", type: "vhost" }))).to.contain(
      "dms:instance:getMetadataMigration",
    );
    const nameless = createClient({ ...settings, region: "cn-north-4" }, testHost());
    expect(await adviceOf(nameless.get(path))).to.equal(
      "The keys lack permission to list projects at IAM. Grant it to their user, or set projectId.",
    );
    await server.close();
  });

  for (const errorBody of ["snake", "camel", "code", "nested"] as const) {
    it(`is understood in every format of the error body: ${errorBody}`, async () => {
      emulator.scenario({ errorBody });
      const { error } = await refusal(
        {},
        { path: `/instances/${defaultInstanceId}/metadata`, query: { id: "gone", type: "vhost" } },
      );
      emulator.scenario({ errorBody: "snake" });
      expect(error).to.include({ httpStatus: 400, errorCode: "DMS.00405011" });
      expect(error.errorMessage).to.be.a("string").and.not.contain("{");
    });
  }

  it("by a gateway quotes the start of its HTML page", async () => {
    emulator.addFault({ kind: "htmlGateway" });
    const { error, message } = await refusal({});
    expect(message).to.equal(
      `GET ${fullPath} failed with HTTP 502: <html><body><h1>502 Bad Gateway</h1></body></html> (request id ID). ` +
        "The service, or a gateway in front of it, failed. Try again later, or raise maxRetries.",
    );
    expect(isTransient(error)).to.equal(true);
  });

  it("because of throttling says what to do", async () => {
    emulator.addFault({ kind: "throttle429", retryAfterSeconds: 7 });
    const { error, message } = await refusal({});
    expect(message).to.equal(
      `GET ${fullPath} failed with HTTP 429: APIGW.0308 The throttling threshold has been reached (request id ID). ` +
        "The service limits the rate of requests. Try again later, or raise maxRetries.",
    );
    expect(error).to.include({ retryAfterMs: 7000, isThrottling: true });
  });

  it("because of throttling is recognised by its code under another status", async () => {
    emulator.addFault({ kind: "throttle404" });
    const { error, message } = await refusal({});
    expect(message).to.equal(
      `GET ${fullPath} failed with HTTP 404: DMS.10240407 Too many requests (request id ID). ` +
        "The service limits the rate of requests. Try again later, or raise maxRetries.",
    );
    expect(error).to.include({ isThrottling: true, isTransient: true });
  });

  it("by a redirect names its target, and does not follow it", async () => {
    const target = await startServer((_, response) => answerJson(response, 200, {}));
    emulator.addFault({ kind: "redirect", location: `${target.url}/login` });
    const { error, message } = await refusal({});
    expect(message).to.equal(
      `GET ${fullPath} failed with HTTP 302 (request id ID). The endpoint redirects to ${target.url}/login. ` +
        "Redirects are not followed, because the request is signed. Check endpoint.",
    );
    expect(isTransient(error)).to.equal(false);
    expect(target.requests).to.have.length(0);
    await target.close();
  });
});

describe("A response that the API does not document", () => {
  let server: LocalServer;
  let answer: { status?: number; type?: string; body: string };

  before(async () => {
    server = await startServer((_, response) => {
      response.writeHead(answer.status ?? 200, answer.type === undefined ? {} : { "content-type": answer.type });
      response.end(answer.body);
    });
  });
  after(() => server.close());

  const client = (): ReturnType<typeof createClient> =>
    createClient({ ...keys, endpoint: server.url, projectId: defaultProjectId, maxRetries: 0 }, testHost());
  const advice = (): string =>
    `Check that ${server.url} is the service's endpoint and that no proxy or gateway responds in its place.`;

  it("is an error that names status, content type and the first characters", async () => {
    answer = { type: "text/html", body: `<html>\n  <title>Sign in</title>${"x".repeat(200)}` };
    const error = await errorOf(client().get("/instances"));
    expect(error).to.be.instanceOf(ResponseError);
    expect(error.message).to.equal(
      `GET /v2/${defaultProjectId}/instances: expected JSON, but got HTTP 200 (text/html) with a body that starts with "<html> <title>Sign in</title>` +
        `${"x".repeat(91)}…". ${advice()}`,
    );
    expect(isTransient(error)).to.equal(true);
  });

  it("is an error when it is empty", async () => {
    answer = { body: "" };
    expect((await errorOf(client().get("/instances"))).message).to.equal(
      `GET /v2/${defaultProjectId}/instances: expected JSON, but got HTTP 200 (no Content-Type) with an empty body. ${advice()}`,
    );
  });

  it("is parsed if it is JSON, whatever its Content-Type", async () => {
    answer = { type: "text/plain", body: '{"total":0}' };
    expect(await client().get("/instances")).to.deep.equal({ total: 0 });
    answer = { status: 204, body: "" };
    expect(await client().get("/instances")).to.equal(null);
  });

  it("is rejected beyond 64 MiB", async () => {
    answer = { type: "application/json", body: " ".repeat(64 * 1024 * 1024 + 1) };
    const error = await errorOf(client().get("/instances"));
    expect(error.message).to.match(
      /^GET \/v2\/\w+\/instances: the response is larger than 64 MiB\. Check that http:\/\/127\.0\.0\.1:\d+ is the endpoint of the service\.$/,
    );
    expect(isTransient(error)).to.equal(false);
  });

  it("may have a number as its error code, one level down, and the request ID in the body", async () => {
    answer = { status: 404, body: '{"error":{"code":404,"message":"Not found","title":"x"},"request_id":"r-1"}' };
    expect((await errorOf(client().get("/instances"))).message).to.equal(
      `GET /v2/${defaultProjectId}/instances failed with HTTP 404: 404 Not found (request id r-1).`,
    );
  });

  it("is quoted on one line, with at most 1,000 characters of Huawei's message and no control characters", async () => {
    answer = {
      status: 400,
      body: JSON.stringify({ error_code: "DMS.1", error_msg: `a\n\u001b[2J\u0007<{%fg 1%}>${"x".repeat(5_000_000)}` }),
    };
    const { message } = await errorOf(client().get("/instances"));
    expect(message).to.match(/HTTP 400: DMS\.1 a \\u001b\[2J\\u0007<\{ %fg 1%\}>x{900,1000}…\.$/);
    expect(message.length).to.be.lessThan(1300);
  });

  it("is rejected if it is nested more than 1,000 levels deep", async () => {
    answer = { body: `{"name":${"[".repeat(200_000)}${"]".repeat(200_000)}}` };
    const error = await errorOf(client().get("/instances"));
    expect(error).to.be.instanceOf(ResponseError);
    expect(error.message).to.equal(
      `GET /v2/${defaultProjectId}/instances: The response is JSON that is nested more than 1000 levels deep, which the service never sends.`,
    );
  });

  it("is never requested by a path that would change on the wire", async () => {
    const error = await errorOf(client().get("/instances/../metadata"));
    expect(error.message).to.equal(
      'path: Must start with / and have no segment "." or "..", but is "/instances/../metadata".',
    );
  });
});

describe("isTransient", () => {
  const service = (httpStatus: number, errorCode?: string): ServiceError =>
    new ServiceError("", { method: "GET", url: "", httpStatus, errorCode });

  it("is true for all forms of throttling, for 5xx, and for timeouts", () => {
    const transient = [
      service(429),
      service(400, "APIG.0308"),
      service(403, "APIGW.0308"),
      service(404, "DMS.10240407"),
      service(500, "DMS.00500000"),
      service(503, "DMS.111501025"),
      service(504),
      service(408),
      new TimeoutError("", "response"),
      new ResponseError("", { isTransient: true }),
    ];
    for (const error of transient) expect(isTransient(error), `${(error as ServiceError).httpStatus}`).to.equal(true);
  });

  it("is false for errors that somebody must fix", () => {
    const permanent = [
      service(400, "DMS.00400062"),
      service(401, "APIGW.0301"),
      service(403, "APIGW.0302"),
      service(404, "DMS.00404022"),
      service(302),
      service(501),
      new ResponseError(""),
      new ConfigurationError("region", ""),
      new CredentialsError(""),
      new CancelledError(),
      new TypeError("a bug"),
      undefined,
    ];
    for (const error of permanent) expect(isTransient(error), String(error)).to.equal(false);
  });
});
