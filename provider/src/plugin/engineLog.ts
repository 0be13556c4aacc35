import grpc from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineProto from "@pulumi/pulumi/proto/engine_pb.js";
import type { Report } from "../package/context.ts";
import { boundedText } from "./boundedText.ts";
import { SendQueue } from "./sendQueue.ts";
import { isOnTerminal } from "./terminal.ts";

type Severity = engineProto.LogSeverity;

/** The most that a line of the log may take: nobody reads one that lists 14,000 items. */
const maxLineBytes = 8 * 1024;

/** How long a line may take after one that did not reach the engine in time, until one does: the lines behind it must not add up. */
const timeoutAfterTimeoutMs = 100;

/** Never idle: gRPC closes a connection that is quiet for half an hour, which would look as if the engine had exited. */
const neverIdle = { "grpc.client_idle_timeout_ms": 2 ** 31 - 1 };

type EngineClient = InstanceType<typeof engineGrpc.EngineClient>;

/** The engine's log, through which a plugin talks to the user. */
export class EngineLog {
  readonly #onGone: () => void;
  readonly #timeoutMs: number;
  readonly #isOnTerminal = isOnTerminal();
  #address: string | undefined;
  #client: EngineClient | undefined;
  #hasTimedOut = false;
  readonly #queue = new SendQueue<engineProto.LogRequest>((request) => this.#send(request));

  /**
   * @param onGone called when the connected engine has exited or was killed
   * @param timeoutMs how long a line may take to reach the engine: a frozen engine must not hold up the plugin's end
   */
  constructor(onGone: () => void, timeoutMs = 5000) {
    this.#onGone = onGone;
    this.#timeoutMs = timeoutMs;
  }

  /** Connects to the engine. Its address comes on the command line and with the handshake; Attach brings another one. */
  connect(address: string): void {
    if (address === this.#address) return;
    const previous = this.#client;
    this.#address = address;
    this.#client = new engineGrpc.EngineClient(address, grpc.credentials.createInsecure(), neverIdle);
    previous?.close();
    this.#watch(this.#client, false);
  }

  /** Watches the connection, state by state. */
  #watch(client: EngineClient, wasReady: boolean): void {
    if (client !== this.#client) return;
    const channel = client.getChannel();
    const state = channel.getConnectivityState(!wasReady);
    const isReady = state === grpc.connectivityState.READY;
    if (wasReady && !isReady) this.#onGone();
    else channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, () => this.#watch(client, isReady));
  }

  /**
   * A report that goes to this resource; without a URN, to the stack.
   * @param mask masks secrets in a text
   */
  reportFor(urn: string, mask: (text: string) => string): Report {
    const { INFO, WARNING } = engineProto.LogSeverity;
    const line = (text: string) => boundedText(mask(text), maxLineBytes);
    return {
      progress: (text, isNews = true) => {
        if (isNews || this.#isOnTerminal) this.#write(INFO, line(text), urn, true);
      },
      info: (text) => this.#write(INFO, line(text), urn, false),
      warning: (text) => this.#write(WARNING, line(text), urn, false),
    };
  }

  /** Writes to the log of `pulumi --debug`. */
  debug(text: string): void {
    this.#write(engineProto.LogSeverity.DEBUG, text, "", false);
  }

  /** Resolves when everything written so far has reached the engine, so that no line is lost or late. */
  flush(): Promise<void> {
    return this.#queue.flush();
  }

  #write(severity: Severity, message: string, urn: string, ephemeral: boolean): void {
    if (!this.#client) return;
    const request = new engineProto.LogRequest();
    request.setSeverity(severity);
    request.setMessage(message);
    request.setUrn(urn);
    request.setEphemeral(ephemeral);
    // The next line of progress replaces one that has not been sent.
    this.#queue.add(request, ephemeral ? urn : undefined);
  }

  async #send(request: engineProto.LogRequest): Promise<void> {
    const client = this.#client;
    // A line that does not reach the engine is no reason to stop a migration.
    if (!client) return;
    const deadline = Date.now() + (this.#hasTimedOut ? timeoutAfterTimeoutMs : this.#timeoutMs);
    await new Promise<void>((resolve) =>
      client.log(request, new grpc.Metadata(), { deadline }, (error) => {
        this.#hasTimedOut = error?.code === grpc.status.DEADLINE_EXCEEDED;
        resolve();
      }),
    );
  }
}
