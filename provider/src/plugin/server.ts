import grpc from "@grpc/grpc-js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type { EngineLog } from "./engineLog.ts";
import { Handlers } from "./handlers.ts";

/** What Pulumi itself allows a message to hold; gRPC's default of 4 MB is too little for a large stack. */
const maxMessageBytes = 400 * 1024 * 1024;

/** Serves the engine on a free port of the loopback interface, and answers with the port. */
export async function serve(log: EngineLog, end: () => void): Promise<number> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_send_message_length": maxMessageBytes,
  });
  server.addService(providerGrpc.ResourceProviderService, new Handlers(log, end).table);
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
}
