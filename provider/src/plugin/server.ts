import grpc from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type { EngineLog } from "./engineLog.ts";
import { Handlers } from "./handlers.ts";

/** What Pulumi itself allows a message to hold; gRPC's default of 4 MB is too little for a large stack. */
const maxMessageBytes = 400 * 1024 * 1024;

/** How long after a Cancel answers may take to reach an engine that does not read them. */
const farewellMs = 10_000;

/** The plugin at work. */
export interface Service {
  readonly port: number;
  /** As the engine's Cancel. */
  cancel(): void;
}

/**
 * Serves the engine on a free port of the loopback interface.
 * @param exit called once after a Cancel: when every answer has been written to the engine, or after ten seconds
 */
export async function serve(log: EngineLog, exit: () => void): Promise<Service> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_send_message_length": maxMessageBytes,
  });
  let isEnding = false;
  // Closes the connections, each when its last answer is written: until then a late call is still answered.
  const end = () => {
    if (isEnding) return;
    isEnding = true;
    server.tryShutdown(exit);
  };
  const handlers = new Handlers(log, end);
  handlers.signal.addEventListener("abort", () => setTimeout(exit, farewellMs));
  server.addService(providerGrpc.ResourceProviderService, handlers.table);
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve({ port, cancel: () => handlers.cancel() });
    });
  });
}
