/** The HTTP server: reads requests, applies faults, and writes responses. */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Answer, gatewayError } from "./answers.ts";
import { answerOf, type Fault } from "./faults.ts";
import { carryOut } from "./operations.ts";
import { pageOf } from "./paging.ts";
import type { RequestLog } from "./requestLog.ts";
import { route } from "./routes.ts";
import { type Verdict, verifySignature } from "./verifySignature.ts";
import type { World } from "./world.ts";

const maximumBodyBytes = 64 * 1024 * 1024;
/** Longer than clients keep idle connections, so that the server never closes one that a client is about to use. */
const keepAliveMs = 65_000;

/** The response of a gateway that did not wait for the service. */
const gatewayTimeout: Answer = {
  status: 504,
  body: undefined,
  raw: { contentType: "text/html", text: "<html><body><h1>504 Gateway Time-out</h1></body></html>" },
};

/** A server for this world; it does not listen yet. */
export function createEmulatorServer(world: World, log: RequestLog, now: () => Date): Server {
  const server = createServer((request, response) => {
    // A bug must not go unnoticed, so nothing is caught: a rejection ends the process with its stack.
    void handle(world, log, now, request, response);
  });
  server.keepAliveTimeout = keepAliveMs;
  return server;
}

async function handle(
  world: World,
  log: RequestLog,
  clock: () => Date,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomBytes(16).toString("hex");
  const method = request.method ?? "GET";
  const body = await readBody(request);
  if (body === "aborted") return;
  const now = clock();
  const target = request.url ?? "/";
  const found = route(method, target);
  const { operation, path, query } = found;
  const signed = { method, target, headers: request.headers, body: body === "too large" ? Buffer.alloc(0) : body };
  const verdict = verifySignature(signed, world.scenario.accessKeys, world.start, now);
  const fault = world.faults.strike({ method, path, operation, page: pageOf(operation, query) });

  const record = (answer: Answer | undefined): void =>
    log.add({
      time: now.toISOString(),
      method,
      path,
      query: Object.fromEntries(query),
      operation,
      ...(operation === "getSecurityKey" ? { signed: false, whyNot: "no signature is needed" } : signedBy(verdict)),
      ...(answer === undefined ? {} : { status: answer.status }),
      ...(answer?.errorCode === undefined ? {} : { errorCode: answer.errorCode }),
      requestId,
      ...(fault === undefined ? {} : { fault: fault.kind }),
      ...(signed.body.length === 0 ? {} : { body: signed.body.toString("utf8") }),
    });

  if (fault?.delayMs !== undefined) await delay(fault.delayMs, response);
  if (fault?.kind === "reset" || fault?.kind === "hang") {
    record(undefined);
    if (fault.kind === "reset") request.socket.resetAndDestroy();
    return;
  }
  const projectIdHeader = request.headersDistinct["x-project-id"]?.join(", ");
  const call = { route: found, body: signed.body, projectIdHeader, verdict, fault, requestId, now: clock() };
  const answer =
    body === "too large"
      ? gatewayError(413, "APIGW.0201", "The request is too large", requestId)
      : ((fault && answerOf(fault, path, requestId, now)) ?? carryOut(world, call));
  if (fault?.kind === "resetAfterHandling") {
    record(undefined);
    request.socket.resetAndDestroy();
    return;
  }
  const sent = fault?.kind === "gatewayTimeout" ? gatewayTimeout : answer;
  record(sent);
  write(response, sent, { requestId, now, fault });
}

function signedBy(verdict: Verdict): { signed: boolean; whyNot?: string; accessKey?: string } {
  if (verdict.valid) return { signed: true, accessKey: verdict.key.accessKey };
  const { reason, accessKey } = verdict;
  return { signed: false, whyNot: reason, ...(accessKey === undefined ? {} : { accessKey }) };
}

function write(
  response: ServerResponse,
  answer: Answer,
  { requestId, now, fault }: { requestId: string; now: Date; fault: Fault | undefined },
): void {
  const content = Buffer.from(answer.raw?.text ?? JSON.stringify(answer.body));
  response.writeHead(answer.status, {
    "Content-Type": answer.raw?.contentType ?? "application/json;charset=utf-8",
    "Content-Length": content.length,
    // The emulator's clock, not the machine's: clients compare it with theirs.
    Date: now.toUTCString(),
    "X-Request-Id": requestId,
    ...answer.headers,
  });
  if (fault?.kind === "truncatedBody") {
    response.write(content.subarray(0, Math.floor(content.length / 2)), () => response.destroy());
  } else {
    response.end(content);
  }
}

/** The whole body, unless it is too large or the client disconnects. */
async function readBody(request: IncomingMessage): Promise<Buffer | "too large" | "aborted"> {
  const chunks: Buffer[] = [];
  let lengthBytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      lengthBytes += chunk.length;
      if (lengthBytes <= maximumBodyBytes) chunks.push(chunk);
    }
  } catch {
    return "aborted";
  }
  return lengthBytes > maximumBodyBytes ? "too large" : Buffer.concat(chunks);
}

/** Waits, but no longer than the connection is open. */
function delay(delayMs: number, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    response.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
