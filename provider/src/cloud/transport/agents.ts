import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import type { HostEnvironment } from "../hostEnvironment.ts";
import { findProxy } from "./proxy.ts";

/**
 * The agent, and so the connection pool, for a URL. A request that must not be sent twice needs a new connection
 * (`keepAlive` false): the server may be about to close a pooled one, and nobody would know whether the request arrived.
 */
export type Agents = (url: string, options: { keepAlive: boolean }) => Promise<HttpAgent | HttpsAgent>;

/** A client's agents; they use the proxy that the environment names. */
export function createAgents({ environment }: HostEnvironment, insecure: boolean): Agents {
  const agents = new Map<string, Promise<HttpAgent | HttpsAgent>>();
  return (url, { keepAlive }) => {
    const target = new URL(url);
    const proxy = findProxy(target, environment);
    const key = `${target.protocol} ${keepAlive} ${proxy ?? ""}`;
    const agent = agents.get(key) ?? createAgent(target.protocol, proxy, keepAlive, insecure);
    agents.set(key, agent);
    return agent;
  };
}

async function createAgent(protocol: string, proxy: string | undefined, keepAlive: boolean, insecure: boolean) {
  const isSecure = protocol === "https:";
  const options = { keepAlive, scheduling: "lifo" as const };
  const tls = isSecure ? { rejectUnauthorized: !insecure } : {};
  if (proxy === undefined) {
    const { Agent } = isSecure ? await import("node:https") : await import("node:http");
    return new Agent({ ...options, ...tls });
  }
  const { HttpProxyAgent, HttpsProxyAgent } = await import("hpagent");
  return isSecure ? new HttpsProxyAgent({ ...options, ...tls, proxy }) : new HttpProxyAgent({ ...options, proxy });
}
