import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { asError, type Clock } from "../../cloud/index.ts";
import type { MigrationReport, MigrationWatch } from "../../migration/index.ts";
import { UsageError } from "../failure.ts";
import { jsonOf } from "../json.ts";
import { prometheusMediaType, prometheusText } from "../prometheus/prometheusText.ts";
import { EventStreams } from "./eventStreams.ts";
import { refusalOf } from "./requestOrigin.ts";

/** What a dashboard serves, and where. */
export interface DashboardOptions {
  readonly watch: MigrationWatch;
  /** The port on 127.0.0.1; 0 for any free one. */
  readonly port: number;
  /** Makes the page. It reads `events` for changes. */
  readonly html: (report: MigrationReport) => string;
  readonly clock: Clock;
  /** Aborting it ends the server within a second, whoever is connected. */
  readonly signal: AbortSignal;
  /** How many pages can be open at a time. Default: 100. */
  readonly maxReaders?: number;
}

/** A dashboard that accepts connections. */
export interface Dashboard {
  /** `http://127.0.0.1:8480/` */
  readonly url: string;
  /** Resolves when the server has ended. */
  readonly closed: Promise<void>;
}

/** How long connections have for what is on its way when the server ends. */
const graceMs = 250;

const securityHeaders = {
  "Cache-Control": "no-store",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Content-Security-Policy": "frame-ancestors 'none'",
  "X-Frame-Options": "DENY",
};

/** The body of a response, and its media type. */
interface Content {
  readonly type: string;
  readonly body: string | Buffer;
}

/**
 * Serves what a watch knows, to this machine only: the page at `/`, its updates at `/events`, `/metrics` for Prometheus,
 * `/report.json`, and `/healthz`. Readers cost the service nothing: only the watch reads it.
 * @throws UsageError if the port is not free
 */
export async function startDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { watch, html, clock, signal, maxReaders = 100 } = options;
  const page = perReport(watch, html);
  const json = perReport(watch, (report) => jsonOf({ report }));
  const data = perReport(watch, (report) => Buffer.from(JSON.stringify(report)));
  const streams = new EventStreams({ clock, data, maxReaders, signal });
  watch.onChange(() => streams.changed());

  const contents: ReadonlyMap<string, () => Content> = new Map([
    ["/", () => ({ type: "text/html; charset=utf-8", body: page() })],
    ["/report.json", () => ({ type: "application/json", body: json() })],
    [
      "/metrics",
      () => {
        const counts = { nowMs: clock.wallClock(), readCounts: watch.readCounts() };
        return { type: prometheusMediaType, body: prometheusText(watch.report(), counts) };
      },
    ],
    ["/healthz", () => text("ok")],
  ]);

  const server = createServer((request, response) => {
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    const content = contents.get(path);
    const refusal = refusalOf(request, path);
    if (refusal) return send(response, refusal.status, text(refusal.text));
    if (!content && path !== "/events") return send(response, 404, text("Not found."));
    if (request.method !== "GET" && request.method !== "HEAD") {
      return send(response, 405, text("Only GET and HEAD are allowed."), { Allow: "GET, HEAD" });
    }
    if (content) return send(response, 200, content());
    if (streams.isFull) {
      const busy = `${maxReaders} pages are open already. Close some of them.`;
      return send(response, 503, text(busy), { "Retry-After": "60" });
    }
    sendEvents(request, response, streams);
  });
  await listen(server, options.port);
  const closed = new Promise<void>((resolve) => server.once("close", resolve));
  const end = () => void endServer(server, clock);
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  return { url: `http://127.0.0.1:${portOf(server)}/`, closed };
}

function text(line: string): Content {
  return { type: "text/plain; charset=utf-8", body: `${line}\n` };
}

function send(
  response: ServerResponse,
  status: number,
  { type, body }: Content,
  headers: Readonly<Record<string, string>> = {},
): void {
  const length = Buffer.byteLength(body);
  response.writeHead(status, { ...securityHeaders, "Content-Type": type, "Content-Length": length, ...headers });
  response.end(body);
}

function sendEvents(request: IncomingMessage, response: ServerResponse, streams: EventStreams): void {
  // Without keep-alive, the end of the events is the end of the connection.
  response.writeHead(200, { ...securityHeaders, "Content-Type": "text/event-stream", Connection: "close" });
  if (request.method === "HEAD") response.end();
  else streams.open(response);
}

/** What is made of a report, once for all readers. */
function perReport<T>(watch: MigrationWatch, make: (report: MigrationReport) => T): () => T {
  let made: { report: MigrationReport; result: T } | undefined;
  return () => {
    const report = watch.report();
    if (made?.report !== report) made = { report, result: make(report) };
    return made.result;
  };
}

/** @throws UsageError if the server cannot listen on the port */
async function listen(server: Server, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
  } catch (thrown) {
    const error: NodeJS.ErrnoException = asError(thrown);
    const remedy = "Choose another one with --port, or --port 0 for any free one.";
    if (error.code === "EADDRINUSE") throw new UsageError(`Port ${port} is in use. ${remedy}`);
    throw new UsageError(`Cannot listen on port ${port}: ${error.message}. ${remedy}`);
  }
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function endServer(server: Server, clock: Clock): Promise<void> {
  const over = new AbortController();
  server.close(() => over.abort());
  await clock.sleep(graceMs, over.signal);
  server.closeAllConnections();
}
