import { subscribe } from "node:diagnostics_channel";

/** What Node publishes about a request to an HTTP/2 server of this process. */
interface StreamMessage {
  readonly stream: { readonly rstCode: number };
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** The engine's calls in which we wait: those of a gate and of a hook. */
const waitingCalls: readonly unknown[] = [
  "/pulumirpc.ResourceProvider/Create",
  "/pulumirpc.ResourceProvider/Update",
  "/pulumirpc.Callbacks/Invoke",
];

/**
 * A signal that aborts when the user presses Ctrl-C, and when the engine has exited. Read it when a call begins: after an abort
 * there is another one, for the next update.
 *
 * Pulumi does not say so: plugins run in their own process groups, which a terminal's signal does not reach, and Pulumi's process
 * for dynamic providers answers the engine's call `Cancel` without passing it on. But Node publishes the start and the end of
 * every request (Node 22.17 and newer, https://nodejs.org/api/diagnostics_channel.html#http2). With an older Node, the second
 * Ctrl-C ends the wait.
 */
export function cancellation(): { readonly signal: AbortSignal } {
  let cancel = new AbortController();
  // A process that runs several updates, as with the Automation API, goes on with the next one.
  const abort = () => {
    cancel.abort();
    cancel = new AbortController();
  };
  const calls = new WeakSet<StreamMessage["stream"]>();
  subscribe("http2.server.stream.start", (message) => {
    const { stream, headers } = message as StreamMessage;
    if (headers?.[":path"] === "/pulumirpc.ResourceProvider/Cancel") abort();
    if (waitingCalls.includes(headers?.[":path"])) calls.add(stream);
  });
  // A call that ends with an error code: the connection broke, or the caller no longer wants a response.
  subscribe("http2.server.stream.close", (message) => {
    const { stream } = message as StreamMessage;
    if (calls.has(stream) && stream.rstCode !== 0) abort();
  });
  return {
    get signal() {
      return cancel.signal;
    },
  };
}
