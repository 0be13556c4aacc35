import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import type { Surroundings } from "../surroundings.ts";
import { findProxy } from "./proxy.ts";

/**
 * Gives the agent for a request's target, and with it the kept connections. A request that must not be sent twice gets a
 * new connection (keepAlive false): a kept one may be about to be closed, and would leave the request's fate unknown.
 */
export type Agents = (url: string, options: { keepAlive: boolean }) => Promise<HttpAgent | HttpsAgent>;

/** Makes the agents of a client: connections go through the proxy that the environment names. */
export function createAgents({ environment }: Surroundings, insecure: boolean): Agents {
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
