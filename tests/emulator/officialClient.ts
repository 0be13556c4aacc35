// Calls an emulator over a real socket, signed by the official Node SDK's signer: not by ours, and not by the emulator's.
import { request } from "node:http";
import sdk from "@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js";
import { defaultAccessKey, defaultProjectId, defaultSecretKey, type Emulator } from "../../emulator/src/index.ts";

/** A request, before it is signed. */
export interface Request {
  method?: "GET" | "POST" | "DELETE";
  path: string;
  query?: Record<string, string | number | boolean>;
  body?: unknown;
  headers?: Record<string, string>;
  accessKey?: string;
  secretKey?: string;
  /** Default: the real time. */
  date?: Date;
}

/** A request as it goes over the wire. */
export interface WireRequest {
  method: string;
  /** Path and query. */
  target: string;
  headers: Record<string, string>;
  body: string;
}

/** What came back. */
export interface Response {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  text: string;
  /** The body parsed, if it is an object in JSON; else empty. What is in it, the assertions say. */
  body: Record<string, unknown>;
}

/** The path of an instance's tasks. */
export function tasksPath(instanceId: string, projectId: string = defaultProjectId): string {
  return `/v2/${projectId}/instances/${instanceId}/metadata`;
}

/** Signs a request with the official signer. */
export function sign(url: string, wanted: Request): WireRequest {
  const { method = "GET", path, query = {}, body, date = new Date() } = wanted;
  const headers: Record<string, string> = {
    "X-Sdk-Date": date.toISOString().replace(/\.\d+/, "").replace(/[-:]/g, ""),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...wanted.headers,
  };
  const signed = sdk.AKSKSigner.sign(
    { endpoint: `${url}${path}`, url: path, method, headers, queryParams: query, data: body },
    {
      getAk: () => wanted.accessKey ?? defaultAccessKey,
      getSk: () => wanted.secretKey ?? defaultSecretKey,
    } as never,
  );
  const search = Object.entries(query)
    .map(([key, value]) => `${strictEncode(key)}=${strictEncode(String(value))}`)
    .join("&");
  return {
    method,
    target: search === "" ? path : `${path}?${search}`,
    headers: signed as Record<string, string>,
    body: body === undefined ? "" : JSON.stringify(body),
  };
}

/** Sends a request as it is. */
export function send(url: string, wire: WireRequest): Promise<Response> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const { method, target: path, body } = wire;
    // Node.js would send the body of a DELETE without its length.
    const headers = body === "" ? wire.headers : { ...wire.headers, "Content-Length": Buffer.byteLength(body) };
    const outgoing = request({ hostname, port, method, path, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, body: parsed(text) });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Signs and sends. */
export function call(emulator: Emulator, wanted: Request): Promise<Response> {
  return send(emulator.url, sign(emulator.url, wanted));
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function strictEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
