import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { join } from "node:path";
import { startServer } from "../cloud/localServer.ts";

/** A git server, reached through a proxy: Pulumi takes only HTTPS URLs, and none with a port. */
export interface GitServer {
  /** Makes programs reach the server, and trust it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly host: string;
  close(): Promise<void>;
}

/** The certificate of the fixtures has this name. */
const host = "git.example.test";
const fixtures = join(import.meta.dirname, "..", "fixtures", "tls");

/** @param folder Contains the repositories. */
export async function startGitServer(folder: string): Promise<GitServer> {
  const cert = join(fixtures, "certificate.pem");
  const tls = { key: readFileSync(join(fixtures, "key.pem"), "utf8"), cert: readFileSync(cert, "utf8") };
  const server = await startServer((request, response) => void answer(folder, request, response), { tls });
  const sockets = new Set<Socket>();
  const proxy = createServer().on("connect", (_, client: Socket) => {
    const upstream = connect(server.port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(client).pipe(upstream);
    });
    sockets.add(client);
    for (const socket of [client, upstream]) socket.on("error", () => {});
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  const { port } = proxy.address() as AddressInfo;
  return {
    environment: { HTTPS_PROXY: `http://127.0.0.1:${port}`, SSL_CERT_FILE: cert },
    host,
    async close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await server.close();
    },
  };
}

/** Answers with git's own server, which speaks CGI. */
async function answer(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(request.url ?? "/", `https://${host}`);
  const child = spawn("git", ["http-backend"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: {
      PATH: process.env.PATH ?? "",
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_PROTOCOL: [request.headers["git-protocol"] ?? ""].flat().join(":"),
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
    },
  });
  request.pipe(child.stdin);
  const output = Buffer.concat(await child.stdout.toArray());
  const end = output.indexOf("\r\n\r\n");
  const headers = new Map(
    output
      .subarray(0, end)
      .toString()
      .split("\r\n")
      .map((line): [string, string] => {
        const [name = "", ...value] = line.split(": ");
        return [name, value.join(": ")];
      }),
  );
  response.statusCode = Number.parseInt(headers.get("Status") ?? "200", 10);
  headers.delete("Status");
  response.setHeaders(headers).end(output.subarray(end + 4));
}
