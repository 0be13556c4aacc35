import { subscribe } from "node:diagnostics_channel";

/** What Node says of a request that an HTTP/2 server of this process receives. */
interface StreamMessage {
  readonly stream: { readonly rstCode: number };
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** Calls of the engine in which we wait: a gate's, and a hook's. */
const waitingCalls: readonly unknown[] = [
  "/pulumirpc.ResourceProvider/Create",
  "/pulumirpc.ResourceProvider/Update",
  "/pulumirpc.Callbacks/Invoke",
];

/**
 * Aborts when the user presses Ctrl-C, and when the engine has gone.
 *
 * Nobody tells us: plugins run in process groups of their own, so the signal of a terminal does not reach them, and Pulumi's
 * process for dynamic providers answers the engine's call `Cancel` without passing it on. But Node says of every request
 * that arrives what it is, and of every one that ends how, to whoever subscribes (Node 22.17 and newer,
 * https://nodejs.org/api/diagnostics_channel.html#http2). With an older Node the second Ctrl-C ends the wait.
 */
export function cancellation(): AbortSignal {
  const cancel = new AbortController();
  const calls = new WeakSet<StreamMessage["stream"]>();
  subscribe("http2.server.stream.start", (message) => {
    const { stream, headers } = message as StreamMessage;
    if (headers?.[":path"] === "/pulumirpc.ResourceProvider/Cancel") cancel.abort();
    if (waitingCalls.includes(headers?.[":path"])) calls.add(stream);
  });
  // An error code at the end of a call: the connection broke, or whoever called wants no answer any more.
  subscribe("http2.server.stream.close", (message) => {
    const { stream } = message as StreamMessage;
    if (calls.has(stream) && stream.rstCode !== 0) cancel.abort();
  });
  return cancel.signal;
}
