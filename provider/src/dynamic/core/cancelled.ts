import { subscribe } from "node:diagnostics_channel";

const cancel = new AbortController();

/**
 * Aborted when the user presses Ctrl-C.
 *
 * A dynamic provider is not told: plugins run in process groups of their own, so the signal does not reach it, and Pulumi's
 * process for dynamic providers answers the engine's call `Cancel` without passing it on. But Node says of every request
 * that it receives what it is, to whoever subscribes (https://nodejs.org/api/diagnostics_channel.html#http2).
 */
export const cancelled: AbortSignal = cancel.signal;

subscribe("http2.server.stream.start", (message) => {
  const { headers } = message as { headers?: Record<string, unknown> };
  if (headers?.[":path"] === "/pulumirpc.ResourceProvider/Cancel") cancel.abort();
});
