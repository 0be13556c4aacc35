import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { expect } from "chai";
import {
  type ClientSettings,
  createClient,
  isTransient,
  processHostEnvironment,
} from "../../provider/src/cloud/index.ts";
import { phaseLimits } from "../../provider/src/cloud/transport/phaseLimits.ts";
import { findProxy } from "../../provider/src/cloud/transport/proxy.ts";
import { version } from "../../provider/src/version.ts";
import { answerJson, startServer } from "./localServer.ts";
import { errorOf, testHost } from "./testHost.ts";

const keys = { accessKey: "AKEXAMPLE", secretKey: "SKEXAMPLE" };
const projectId = "0123456789abcdef0123456789abcdef";
const otherProjectId = "1".repeat(32);
const tls = {
  key: readFileSync(new URL("../fixtures/tls/key.pem", import.meta.url), "utf8"),
  cert: readFileSync(new URL("../fixtures/tls/certificate.pem", import.meta.url), "utf8"),
};

function clientOf(endpoint: string, settings: ClientSettings = {}, host = testHost()) {
  return createClient({ ...keys, endpoint, projectId, maxRetries: 0, ...settings }, host);
}

describe("A request on the wire", () => {
  it("names its sender and its content", async () => {
    const server = await startServer((_, response) => answerJson(response, 200, {}));
    await clientOf(`${server.url}/base/`, { securityToken: "TOKENEXAMPLE" }).get("/instances/a b/metadata", {
      name: "v/h*",
      limit: 50,
      id: undefined,
    });
    const [request] = server.requests;
    expect(request?.url).to.equal(`/base/v2/${projectId}/instances/a%20b/metadata?limit=50&name=v%2Fh%2A`);
    expect(request?.headers).to.include({
      host: `127.0.0.1:${server.port}`,
      accept: "application/json",
      "x-project-id": projectId,
      "x-security-token": "TOKENEXAMPLE",
      "x-sdk-date": "20260203T040506Z",
      "user-agent": `pulumi-huaweicloud-rocketmq/${version} (node ${process.versions.node}; ${process.platform} ${process.arch})`,
    });
    expect(request?.headers.authorization).to.match(
      /^SDK-HMAC-SHA256 Access=AKEXAMPLE, SignedHeaders=host;x-project-id;x-sdk-date;x-security-token, Signature=/,
    );
    await server.close();
  });

  it("shares one connection with other requests, even across regions and projects", async () => {
    const server = await startServer((_, response) => answerJson(response, 200, {}));
    const client = clientOf(server.url);
    await client.get("/a");
    await client.with({ projectId: otherProjectId }).get("/a");
    await client.get("/a");
    expect(server.connections()).to.equal(1);
    await server.close();
  });

  it("over http:// to another machine gives a warning, once", async () => {
    const proxy = await startConnectProxy({ "dms.example.test:80": 9 });
    const host = testHost({ environment: { HTTP_PROXY: proxy.url } });
    const client = clientOf("http://dms.example.test", {}, host);
    await errorOf(client.get("/a"));
    await errorOf(client.get("/a"));
    expect(host.messages.filter((message) => message.startsWith("warning"))).to.deep.equal([
      "warning: Requests to http://dms.example.test are not encrypted. Use https:// outside of tests.",
    ]);
    await proxy.close();
  });
});

describe("A service that does not respond", () => {
  it("times out after requestTimeout, with an error that names the phase", async () => {
    const server = await startServer(() => undefined);
    const error = await errorOf(clientOf(server.url, { requestTimeoutSeconds: 0.1 }).get("/a"));
    expect(error).to.have.property("code", "TIMEOUT");
    expect(error.message).to.equal(
      `Timed out after 0.1 s waiting for the response from ${server.url}: GET /v2/${projectId}/a. ` +
        "Check the endpoint and the network, or raise requestTimeout.",
    );
    expect(isTransient(error)).to.equal(true);
    await server.close();
  });

  it("times out if it stops in the middle of a response", async () => {
    const server = await startServer((_, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"total":');
    });
    const error = await errorOf(clientOf(server.url, { requestTimeoutSeconds: 0.1 }).get("/a"));
    expect(error).to.include({ code: "TIMEOUT", phase: "request", neverSent: false });
    await server.close();
  });

  it("times out during the TLS handshake, and a POST is then known not to be sent", async () => {
    const server = await startTcpServer(() => undefined);
    const error = await errorOf(
      clientOf(`https://127.0.0.1:${server.port}`, { requestTimeoutSeconds: 0.1 }).post(
        "/a",
        {},
        {},
        { repeatable: false },
      ),
    );
    expect(error).to.have.property("code", "TIMEOUT");
    expect(["secureConnect", "request"]).to.include((error as Error & { phase: string }).phase);
    await server.close();
  });

  it("has a timeout for each phase, none longer than the whole", () => {
    expect(phaseLimits(60)).to.deep.equal({
      lookup: 5000,
      connect: 10_000,
      secureConnect: 10_000,
      send: 30_000,
      response: 60_000,
      request: 60_000,
    });
    expect(new Set(Object.values(phaseLimits(0.5)))).to.deep.equal(new Set([500]));
  });

  it("and whose host name does not resolve is a permanent error: probably a typo", async () => {
    // A label of 64 characters is refused by the resolver itself, with or without a network.
    const endpoint = `https://${"x".repeat(64)}.invalid`;
    const error = await errorOf(clientOf(endpoint).get("/a"));
    expect(error).to.include({ code: "CONNECTION", phase: "lookup", causeCode: "ENOTFOUND", neverSent: true });
    expect(isTransient(error)).to.equal(false);
    expect(error.message).to.equal(
      `Connection failed while looking up ${endpoint} (ENOTFOUND): GET /v2/${projectId}/a. ` +
        "Host not found: check region and endpoint.",
    );
  });
});

describe("An AbortSignal", () => {
  it("ends a request that waits for its response", async () => {
    const controller = new AbortController();
    const server = await startServer(() => controller.abort());
    const error = await errorOf(clientOf(server.url).get("/a", {}, { signal: controller.signal }));
    expect(error).to.include({ code: "CANCELLED", message: "Cancelled." });
    await server.close();
  });

  it("ends the sleep before a retry, with the real clock", async () => {
    const controller = new AbortController();
    const server = await startServer((_, response) => answerJson(response, 503, {}, { "retry-after": "100" }));
    const host = {
      ...processHostEnvironment(),
      environment: {},
      log: (_: string, message: string) => {
        if (message.includes("Retry 1 of 5")) setImmediate(() => controller.abort());
      },
    };
    const client = createClient({ ...keys, endpoint: server.url, projectId, maxRetries: 5 }, host);
    const error = await errorOf(client.get("/a", {}, { signal: controller.signal }));
    expect(error).to.have.property("code", "CANCELLED");
    expect(server.requests).to.have.length(1);
    await server.close();
  });

  it("that is already aborted prevents the request", async () => {
    const server = await startServer((_, response) => answerJson(response, 200, {}));
    const error = await errorOf(clientOf(server.url).get("/a", {}, { signal: AbortSignal.abort() }));
    expect(error).to.have.property("code", "CANCELLED");
    expect(server.requests).to.have.length(0);
    await server.close();
  });

  it("ends a request that waits for a lookup at once, but not the lookup that others wait for", async () => {
    const controller = new AbortController();
    const credential = { access: "ECS-ACCESS", secret: "ecs-secret", expires_at: "2026-02-03T09:00:00Z" };
    let answerLookUp = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      answerLookUp = resolve;
    });
    const ecs = await startServer((_, response) => void asked.then(() => answerJson(response, 200, { credential })));
    const server = await startServer((_, response) => answerJson(response, 200, { a: 1 }));
    const host = testHost({ ecsMetadataUrl: ecs.url });
    const client = createClient({ endpoint: server.url, projectId, useEcsMetadata: true }, host);
    const cancelled = client.get("/a", {}, { signal: controller.signal });
    const other = client.get("/a");
    controller.abort();
    expect(await errorOf(cancelled)).to.have.property("code", "CANCELLED");
    answerLookUp();
    expect(await other).to.deep.equal({ a: 1 });
    expect(ecs.requests).to.have.length(1);
    await server.close();
    await ecs.close();
  });
});

describe("TLS", () => {
  it("rejects an untrusted certificate, and that is permanent", async () => {
    const server = await startServer((_, response) => answerJson(response, 200, {}), { tls });
    const error = await errorOf(clientOf(server.url, { maxRetries: 5 }).get("/a"));
    expect(error.message).to.equal(
      `Connection failed while negotiating TLS with ${server.url} (DEPTH_ZERO_SELF_SIGNED_CERT): GET /v2/${projectId}/a. ` +
        "The certificate is not trusted: check the endpoint, or add its certificate authority with NODE_EXTRA_CA_CERTS.",
    );
    expect(isTransient(error)).to.equal(false);
    expect(server.requests).to.have.length(0);
    await server.close();
  });

  it("accepts any certificate with insecure or HW_INSECURE, and warns once", async () => {
    const server = await startServer((_, response) => answerJson(response, 200, { a: 1 }), { tls });
    const host = testHost();
    const client = clientOf(server.url, { insecure: true }, host);
    expect(await client.get("/a")).to.deep.equal({ a: 1 });
    expect(await client.get("/a")).to.deep.equal({ a: 1 });
    expect(host.messages.filter((message) => message.startsWith("warning"))).to.deep.equal([
      "warning: TLS certificates are not verified (insecure): anyone on the network path can read and change the traffic.",
    ]);
    const byVariable = testHost({ environment: { HW_INSECURE: "true" } });
    expect(await clientOf(server.url, {}, byVariable).get("/a")).to.deep.equal({ a: 1 });
    await server.close();
  });

  it("with a server that speaks plain HTTP is an error that says so", async () => {
    const server = await startServer((_, response) => answerJson(response, 200, {}));
    const endpoint = server.url.replace("http:", "https:");
    const error = await errorOf(clientOf(endpoint).get("/a"));
    expect(error.message).to.match(
      /^Connection failed while negotiating TLS with \S+ \((EPROTO|ERR_SSL_\w+)\): .* The server does not speak TLS properly: check the endpoint's scheme and port\.$/,
    );
    await server.close();
  });
});

describe("A proxy", () => {
  for (const [scheme, variable] of [
    ["http", "HTTP_PROXY"],
    ["http", "http_proxy"],
    ["https", "HTTPS_PROXY"],
    ["https", "https_proxy"],
  ] as const) {
    it(`named by ${variable} carries ${scheme}:// requests over one connection`, async () => {
      const server = await startServer((_, response) => answerJson(response, 200, { a: 1 }), {
        ...(scheme === "https" ? { tls } : {}),
      });
      const target = `dms.example.test:${scheme === "https" ? 443 : 80}`;
      const proxy = await startConnectProxy({ [target]: server.port });
      const environment = { [variable]: proxy.url.replace("//", "//user:hush@") };
      const host = testHost({ environment });
      const client = clientOf(`${scheme}://dms.example.test`, { insecure: scheme === "https" }, host);
      expect(await client.get("/a")).to.deep.equal({ a: 1 });
      expect(await client.get("/a")).to.deep.equal({ a: 1 });
      expect(proxy.asked).to.deep.equal([`${target} Basic ${Buffer.from("user:hush").toString("base64")}`]);
      expect(server.requests[0]?.headers.host).to.equal("dms.example.test");
      await proxy.close();
      await server.close();
    });
  }

  it("that refuses to connect is an error with its status", async () => {
    const proxy = await startConnectProxy({});
    const host = testHost({ environment: { HTTPS_PROXY: proxy.url } });
    const error = await errorOf(clientOf("https://dms.example.test", {}, host).get("/a"));
    expect(error.message).to.equal(
      `The proxy refused to connect to https://dms.example.test (HTTP 407): GET /v2/${projectId}/a. ` +
        "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY.",
    );
    await proxy.close();
  });

  const proxyFor = (url: string, noProxy: string): string | undefined =>
    findProxy(new URL(url), { HTTPS_PROXY: "http://proxy:3128", HTTP_PROXY: "proxy:3129", NO_PROXY: noProxy });

  it("is chosen by the target's scheme, and needs no scheme itself", () => {
    expect(proxyFor("https://dms.example.com", "")).to.equal("http://proxy:3128");
    expect(proxyFor("http://dms.example.com", "")).to.equal("http://proxy:3129");
  });

  it("is not used for this machine", () => {
    for (const host of ["localhost", "127.0.0.1", "[::1]"])
      expect(proxyFor(`http://${host}:8080`, "")).to.equal(undefined);
  });

  it("is not used for what NO_PROXY lists: domains and subdomains, ports, addresses, networks, everything", () => {
    const passedBy: [string, string][] = [
      ["https://dms.example.com", "example.com"],
      ["https://dms.example.com", "a.org, .example.com"],
      ["https://dms.example.com", "*.example.com"],
      ["https://DMS.example.com", "dms.EXAMPLE.com"],
      ["https://dms.example.com", "*"],
      ["https://dms.example.com", "example.com:443"],
      ["http://10.1.2.3", "10.1.2.3"],
      ["http://10.1.2.3", "10.0.0.0/8"],
      ["http://[fd00::1]", "fd00::/8"],
    ];
    for (const [url, noProxy] of passedBy) expect(proxyFor(url, noProxy), `${url} ${noProxy}`).to.equal(undefined);
    const proxied: [string, string][] = [
      ["https://notexample.com", "example.com"],
      ["https://dms.example.com", "example.com:8443"],
      ["http://11.1.2.3", "10.0.0.0/8"],
      ["http://11.1.2.3", "1.2.3"],
      ["http://11.1.2.3", "10.0.0.0/99"],
      ["http://11.1.2.3", ","],
    ];
    for (const [url, noProxy] of proxied) expect(proxyFor(url, noProxy), `${url} ${noProxy}`).to.match(/^http:/);
  });

  it("that is not a URL is an error that does not quote it, because it may contain a password", () => {
    expect(() => findProxy(new URL("https://dms.example.com"), { HTTPS_PROXY: "socks5://me:hush@host" })).to.throw(
      /^HTTPS_PROXY: Must be a URL like http:\/\/host:port \(the value is not shown\)\.$/,
    );
  });
});

/** A real proxy that tunnels to ports of this machine, by the target asked for; it refuses other targets with 407. */
async function startConnectProxy(
  targets: Readonly<Record<string, number>>,
): Promise<{ url: string; asked: string[]; close(): Promise<void> }> {
  const asked: string[] = [];
  const server = createServer();
  server.on("connect", (request, client: Socket) => {
    const port = targets[request.url ?? ""];
    if (port === undefined) {
      client.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
      return;
    }
    asked.push(`${request.url} ${request.headers["proxy-authorization"] ?? ""}`.trim());
    const upstream = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      client.pipe(upstream).pipe(client);
    });
    upstream.on("error", () => client.destroy());
    client.on("error", () => upstream.destroy());
  });
  const { port, close } = await listen(server);
  return { url: `http://127.0.0.1:${port}`, asked, close };
}

async function startTcpServer(
  onConnection: (socket: Socket) => void,
): Promise<{ port: number; close(): Promise<void> }> {
  return listen(createTcpServer(onConnection));
}

async function listen(server: Server): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { port: (server.address() as AddressInfo).port, close };
}
