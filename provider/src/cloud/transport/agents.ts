import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import type { Surroundings } from "../surroundings.ts";
import { findProxy } from "./proxy.ts";

/** Gives the agent, and with it the kept connections, for a request's target. */
export type Agents = (url: string) => Promise<HttpAgent | HttpsAgent>;

/** Makes the agents of a client: connections are kept, and go through the proxy that the environment names. */
export function createAgents({ environment }: Surroundings, insecure: boolean): Agents {
  const agents = new Map<string, Promise<HttpAgent | HttpsAgent>>();
  return (url) => {
    const target = new URL(url);
    const proxy = findProxy(target, environment);
    const key = `${target.protocol} ${proxy ?? ""}`;
    const agent = agents.get(key) ?? createAgent(target.protocol, proxy, insecure);
    agents.set(key, agent);
    return agent;
  };
}

async function createAgent(protocol: string, proxy: string | undefined, insecure: boolean) {
  const isSecure = protocol === "https:";
  const options = { keepAlive: true, scheduling: "lifo" as const };
  const tls = isSecure ? { rejectUnauthorized: !insecure } : {};
  if (proxy === undefined) {
    const { Agent } = isSecure ? await import("node:https") : await import("node:http");
    return new Agent({ ...options, ...tls });
  }
  const { HttpProxyAgent, HttpsProxyAgent } = await import("hpagent");
  return isSecure ? new HttpsProxyAgent({ ...options, ...tls, proxy }) : new HttpProxyAgent({ ...options, proxy });
}
