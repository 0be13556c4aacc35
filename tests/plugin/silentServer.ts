import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A service that never answers a request. */
export interface SilentServer {
  readonly url: string;
  /** Resolves when the next request has arrived. */
  nextRequest(): Promise<void>;
  close(): void;
}

export async function listenSilently(): Promise<SilentServer> {
  const server = createServer(() => {});
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    nextRequest: async () => {
      await once(server, "request");
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
