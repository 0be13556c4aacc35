import { EventEmitter, once } from "node:events";
import grpc from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type engineProto from "@pulumi/pulumi/proto/engine_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";

/** A message from a plugin to the engine. */
export interface EngineMessage {
  readonly severity: "DEBUG" | "INFO" | "WARNING" | "ERROR";
  readonly text: string;
  readonly urn: string;
  readonly ephemeral: boolean;
}

/** The part of an engine that plugins talk to. */
export interface EngineServer {
  readonly address: string;
  readonly messages: readonly EngineMessage[];
  /** From now on, messages arrive and get no answer. */
  freeze(): void;
  /** From now on, messages are answered again. */
  thaw(): void;
  /** Resolves with the first message, past or future, that contains the text. */
  message(text: string): Promise<EngineMessage>;
  close(): void;
}

const severities = ["DEBUG", "INFO", "WARNING", "ERROR"] as const;

/** Serves the engine's log on a free port. */
export async function startEngineServer(): Promise<EngineServer> {
  const messages: EngineMessage[] = [];
  const arrivals = new EventEmitter();
  let isFrozen = false;
  const server = new grpc.Server();
  const log: grpc.handleUnaryCall<engineProto.LogRequest, InstanceType<typeof empty.Empty>> = ({ request }, answer) => {
    messages.push({
      severity: severities[request.getSeverity()] ?? "ERROR",
      text: request.getMessage(),
      urn: request.getUrn(),
      ephemeral: request.getEphemeral(),
    });
    if (!isFrozen) answer(null, new empty.Empty());
    arrivals.emit("message");
  };
  server.addService({ log: engineGrpc.EngineService.log }, { log });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    messages,
    freeze() {
      isFrozen = true;
    },
    thaw() {
      isFrozen = false;
    },
    async message(text) {
      for (;;) {
        const found = messages.find((each) => each.text.includes(text));
        if (found) return found;
        await once(arrivals, "message");
      }
    },
    close: () => server.forceShutdown(),
  };
}
