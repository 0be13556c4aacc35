import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as timer } from "node:timers/promises";
import grpc from "@grpc/grpc-js";
import type { Clock } from "../../provider/src/cloud/index.ts";
import { EngineLog } from "../../provider/src/plugin/engineLog.ts";
import { Handlers } from "../../provider/src/plugin/handlers.ts";
import { useStructCodec } from "../../provider/src/plugin/structCodec.ts";

/** A plugin as an engine has it for one provider: calls go in, and what it tells the user comes out. */
export interface Connection {
  /** Calls an RPC. Rejects with the status that the plugin answered. */
  call<Request, Response>(method: grpc.MethodDefinition<Request, Response>, request: Request): Promise<Response>;
  /** What it has reported to the user so far, each line with its level. Empty for a plugin in its own process. */
  readonly messages: readonly string[];
  /** Kills it as `kill -9` does, in the middle of its work. */
  kill(): void;
  close(): Promise<void>;
}

/** How many times faster than real time a plugin in this process waits: an hour's wait takes 24 seconds. */
const speed = 150;

/** A clock that runs `speed` times as fast, so that pauses between polls take milliseconds. */
function fastClock(): Clock {
  const startedAtMs = Date.now();
  const start = performance.now();
  const now = () => (performance.now() - start) * speed;
  return {
    now,
    wallClock: () => startedAtMs + now(),
    sleep: (ms, signal) =>
      timer(Math.ceil(ms / speed), undefined, signal ? { signal } : {}).catch(() => {
        // Aborted: that is how a sleep is cut short.
      }),
    random: Math.random,
  };
}

/** The engine's log, kept in memory. */
class KeptLog extends EngineLog {
  readonly messages: string[] = [];

  override reportFor(_urn: string, mask: (text: string) => string = (text) => text) {
    return {
      progress: () => {},
      info: (text: string) => this.messages.push(`info: ${mask(text)}`),
      warning: (text: string) => this.messages.push(`warning: ${mask(text)}`),
    };
  }

  override debug(): void {}
}

type Handle = (
  call: { request: unknown },
  callback: (error: Partial<grpc.ServiceError> | null, response?: unknown) => void,
) => void;

/** The plugin's handlers in this process: fresh, with a memory of their own, and a clock that runs fast. */
export function connectHere(): Connection {
  useStructCodec();
  const log = new KeptLog(() => {});
  const handlers = new Handlers(log, () => {}, fastClock());
  const table = handlers.table as unknown as Readonly<Record<string, Handle>>;
  return {
    messages: log.messages,
    call: (method, request) =>
      new Promise((resolve, reject) => {
        // /pulumirpc.ResourceProvider/CheckConfig → checkConfig
        const name = method.path.split("/").at(-1) ?? "";
        const handle = table[name.charAt(0).toLowerCase() + name.slice(1)];
        if (!handle) throw new Error(`The plugin has no ${name}.`);
        // Over the wire and back, as gRPC does it: nothing that is written into a message later gets across.
        const received = method.requestDeserialize(method.requestSerialize(request));
        handle({ request: received }, (error, response) => {
          if (error || response === undefined) reject(error ?? new Error("no answer"));
          else resolve(method.responseDeserialize(method.responseSerialize(response as never)));
        });
      }),
    kill() {
      throw new Error("What runs in this process cannot be killed.");
    },
    close: async () => {},
  };
}

const main = join(import.meta.dirname, "../../provider/src/plugin/main.ts");

/** The plugin as a process, which can be killed. It runs from the sources, in real time. */
export async function connectProcess(environment: Readonly<Record<string, string>>): Promise<Connection> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", main], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH ?? "", HOME: import.meta.dirname, ...environment },
  });
  const ended = once(child, "exit");
  const port = await firstLine(child);
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
    "grpc.use_local_subchannel_pool": 1,
  });
  return {
    messages: [],
    call: (method, request) =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(
          method.path,
          method.requestSerialize,
          method.responseDeserialize,
          request,
          (error, response) => {
            if (error || response === undefined) reject(error ?? new Error("no answer"));
            else resolve(response);
          },
        );
      }),
    kill: () => child.kill("SIGKILL"),
    async close() {
      client.close();
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  if (!child.stdout) throw new Error("The plugin has no standard output.");
  const line = once(createInterface({ input: child.stdout }), "line").then(([text]) => String(text));
  const exit = once(child, "exit").then(([code]) => new Error(`The plugin ended with ${code}: ${errors}`));
  const first = await Promise.race([line, exit]);
  if (first instanceof Error) throw first;
  return first;
}
