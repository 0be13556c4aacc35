import { inspect } from "node:util";
import { expect } from "chai";
import { Credentials } from "../../provider/src/cloud/credentials/credentials.ts";
import { createClient } from "../../provider/src/cloud/index.ts";
import { redact } from "../../provider/src/cloud/redact.ts";
import { answerJson, startServer } from "./localServer.ts";
import { errorOf, testHost } from "./testHost.ts";

const keys = { accessKey: "AK-OF-NOBODY", secretKey: "SK+of/nobody==", securityToken: "TOKEN-OF-NOBODY" };
const projectId = "0123456789abcdef0123456789abcdef";
const otherProjectId = "1".repeat(32);
const secrets = Object.values(keys);

function shown(value: unknown): string {
  return `${inspect(value, { depth: 20, showHidden: true })} ${JSON.stringify(value)} ${String(value)}`;
}

function expectNoSecret(text: string): void {
  for (const secret of secrets) expect(text).not.to.contain(secret);
}

describe("Secrets", () => {
  it("are not shown by console.log or JSON.stringify of a client or of keys, before and after a request", async () => {
    const server = await startServer((_, response) => answerJson(response, 200, {}));
    const client = createClient({ ...keys, endpoint: server.url, projectId }, testHost());
    expectNoSecret(shown(client));
    await client.get("/instances");
    expectNoSecret(shown(client));
    expectNoSecret(shown(client.with({ projectId: otherProjectId })));
    expectNoSecret(client.identity);
    const credentials = new Credentials(keys, "a test");
    expectNoSecret(shown(credentials));
    expect(credentials.secretKey).to.equal(keys.secretKey);
    await server.close();
  });

  it("are in no error, even if the service quotes them all", async () => {
    const server = await startServer((request, response) =>
      answerJson(response, 400, {
        error_code: "DMS.00400062",
        error_msg: `bad: ${secrets.join(" ")} ${encodeURIComponent(keys.secretKey)} ${request.headers.authorization}`,
      }),
    );
    const host = testHost();
    const client = createClient({ ...keys, endpoint: server.url, projectId, maxRetries: 1 }, host);
    const error = await errorOf(client.get("/instances"));
    expectNoSecret(shown(error));
    expect(error.message).to.equal(
      `GET /v2/${projectId}/instances failed with HTTP 400: DMS.00400062 bad: [secret] [secret] [secret] [secret] ` +
        "SDK-HMAC-SHA256 Access=[secret], SignedHeaders=host;x-project-id;x-sdk-date;x-security-token, " +
        "Signature=[secret]. Check the arguments.",
    );
    expectNoSecret(host.messages.join("\n"));
    await server.close();
  });

  it("are in no error about a broken connection, or about a response that is not JSON", async () => {
    let broken = true;
    const server = await startServer((request, response) => {
      if (broken) request.socket.destroy();
      else response.end(`<html>${JSON.stringify(request.headers)}`);
    });
    const settings = { ...keys, endpoint: server.url, projectId, maxRetries: 0 };
    const reset = await errorOf(createClient(settings, testHost()).get("/instances"));
    expectNoSecret(shown(reset));
    broken = false;
    const html = await errorOf(createClient(settings, testHost()).get("/instances"));
    expectNoSecret(shown(html));
    await server.close();
  });

  it("are masked before a response is shortened, and in its headers", async () => {
    const token = keys.securityToken.repeat(20);
    // The excerpt ends within the token.
    const body = `${"x".repeat(110)}${token}`;
    const headers = { "x-request-id": `id-${token}`, "content-type": `text/plain; ${token}` };
    for (const status of [400, 200]) {
      const server = await startServer((_, response) => response.writeHead(status, headers).end(body));
      const settings = { ...keys, securityToken: token, endpoint: server.url, projectId, maxRetries: 0 };
      const error = await errorOf(createClient(settings, testHost()).get("/instances"));
      expect(shown(error)).to.contain("[secret]").and.not.contain("TOKEN");
      await server.close();
    }
  });

  it("are removed by their shape if they are not known", () => {
    expect(redact("Authorization: SDK-HMAC-SHA256 Access=AK1, SignedHeaders=host, Signature=0a1b")).to.equal(
      "Authorization: SDK-HMAC-SHA256 Access=[secret], SignedHeaders=host, Signature=[secret]",
    );
    expect(redact('{"x-security-token":"abc","X-Auth-Token": "def","secret_key":"ghi","name":"jkl"}')).to.equal(
      '{"x-security-token":"[secret]","X-Auth-Token": "[secret]","secret_key":"[secret]","name":"jkl"}',
    );
    expect(redact("X-Security-Token: abc, next")).to.equal("X-Security-Token: [secret], next");
  });
});
