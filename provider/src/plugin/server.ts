import grpc from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type { EngineLog } from "./engineLog.ts";
import { Handlers } from "./handlers.ts";
import { useStructCodec } from "./structCodec.ts";

/** Pulumi's own limit for a message. gRPC's default of 4 MB is too small for a large stack. */
const maxMessageBytes = 400 * 1024 * 1024;

/** How long the process waits, after a Cancel, for the engine to read its answers. */
const exitTimeoutMs = 10_000;

/** The running plugin. */
export interface Service {
  readonly port: number;
  /** Does what the engine's Cancel does. */
  cancel(): void;
}

/**
 * Serves the engine on a free port of the loopback interface.
 * @param exit called after a Cancel: when every answer has been written to the engine, or after ten seconds
 */
export async function serve(log: EngineLog, exit: () => void): Promise<Service> {
  useStructCodec();
  const server = new grpc.Server({
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_send_message_length": maxMessageBytes,
  });
  let isEnding = false;
  // Closes each connection after its last answer. Until then, late calls are still answered.
  const end = () => {
    if (isEnding) return;
    isEnding = true;
    server.tryShutdown(exit);
  };
  const handlers = new Handlers(log, end);
  handlers.signal.addEventListener("abort", () => setTimeout(exit, exitTimeoutMs));
  server.addService(providerGrpc.ResourceProviderService, handlers.table);
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve({ port, cancel: () => handlers.cancel() });
    });
  });
}
