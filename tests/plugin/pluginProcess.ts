import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import grpc from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";

const executable = join(import.meta.dirname, "../../provider/bin/pulumi-resource-huaweicloud-rocketmq");

/** The limit of Pulumi's own client. */
const maxMessageBytes = 400 * 1024 * 1024;

/** The RPCs of a provider, by name: what `call` takes. */
export const rpc = providerGrpc.ResourceProviderService;

/** The plugin as the engine starts it: a process, and a client of its port. */
export interface PluginProcess {
  readonly process: ChildProcess;
  readonly port: number;
  /** Everything printed so far. */
  stdout(): string;
  stderr(): string;
  /** Calls an RPC. Rejects with the plugin's status. */
  call<Request, Response>(method: grpc.MethodDefinition<Request, Response>, request: Request): Promise<Response>;
  /** Resolves with the exit code, or the signal, when the process has ended. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Ends the process if it is still running. */
  close(): Promise<void>;
}

/**
 * Starts the executable that the engine starts, without this machine's configuration in its environment.
 * @param engineAddress the engine's address, or everything on the command line
 */
export async function startPlugin(
  engineAddress?: string | readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<PluginProcess> {
  const child = spawn(executable, [engineAddress ?? []].flat(), {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH ?? "", HOME: import.meta.dirname, ...environment },
  });
  const ended = once(child, "exit").then(([code, signal]) => code ?? signal);
  const printed = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    printed.stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    printed.stderr += chunk.toString();
  });
  const firstLine = once(createInterface({ input: child.stdout }), "line").then(([line]) => String(line));
  const first = await Promise.race([firstLine, ended.then((code) => new Error(`${code}: ${printed.stderr}`))]);
  if (first instanceof Error) throw first;
  const client = new grpc.Client(`127.0.0.1:${first}`, grpc.credentials.createInsecure(), {
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_send_message_length": maxMessageBytes,
  });
  return {
    process: child,
    port: Number(first),
    stdout: () => printed.stdout,
    stderr: () => printed.stderr,
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
    ended,
    async close() {
      client.close();
      child.kill("SIGKILL");
      await ended;
    },
  };
}
