import grpc from "@grpc/grpc-js";
import engineProto from "@pulumi/pulumi/proto/engine_pb.js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type { Report } from "../package/context.ts";

type Severity = engineProto.LogSeverity;

/** The engine's log: how a plugin talks to the user. */
export class EngineLog {
  #client: InstanceType<typeof engineGrpc.EngineClient> | undefined;

  /** Connects to the engine; at an attach, to another one. */
  connect(address: string): void {
    this.#client?.close();
    this.#client = new engineGrpc.EngineClient(address, grpc.credentials.createInsecure());
  }

  /** Calls back once when the engine that is connected has gone: killed, or ended without a word. */
  onGone(gone: () => void): void {
    const client = this.#client;
    if (!client) return;
    const channel = client.getChannel();
    let wasReady = false;
    const watch = () => {
      const state = channel.getConnectivityState(!wasReady);
      if (state === grpc.connectivityState.READY) wasReady = true;
      else if (wasReady && this.#client === client) return gone();
      if (state === grpc.connectivityState.SHUTDOWN) return;
      channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, (error) => {
        if (!error) watch();
      });
    };
    watch();
  }

  /** What a call reports goes to this resource; without a urn, to the stack. */
  reportFor(urn: string): Report {
    return {
      progress: (text) => this.#write(engineProto.LogSeverity.INFO, text, urn, true),
      info: (text) => this.#write(engineProto.LogSeverity.INFO, text, urn, false),
      warning: (text) => this.#write(engineProto.LogSeverity.WARNING, text, urn, false),
    };
  }

  /** For the log of `pulumi --debug`. */
  debug(text: string): void {
    this.#write(engineProto.LogSeverity.DEBUG, text, "", false);
  }

  /** Resolves when everything written so far has reached the engine, so that no line is lost or comes late. */
  async flush(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  readonly #underWay = new Set<Promise<void>>();

  #write(severity: Severity, message: string, urn: string, ephemeral: boolean): void {
    const client = this.#client;
    if (!client) return;
    const request = new engineProto.LogRequest();
    request.setSeverity(severity);
    request.setMessage(message);
    request.setUrn(urn);
    request.setEphemeral(ephemeral);
    const written = new Promise<void>((resolve) => {
      // A line that cannot be told is no reason to end a migration.
      client.log(request, () => resolve());
    });
    this.#underWay.add(written);
    void written.then(() => this.#underWay.delete(written));
  }
}
