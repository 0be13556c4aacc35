import { once } from "node:events";
import { type ClientHttp2Session, connect, createServer, type Http2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { cancellation } from "../../provider/src/dynamic/core/cancellation.ts";

describe("The dynamic front's cancellation", () => {
  let server: Http2Server;
  let client: ClientHttp2Session;
  let arrived: (path: unknown) => void = () => {};

  beforeEach(async () => {
    server = createServer();
    server.on("stream", (stream, headers) => {
      stream.on("error", () => {});
      // Create, Update and Invoke wait. Everything else is answered immediately.
      if (!/Create|Update|Invoke/.test(String(headers[":path"]))) {
        stream.respond({ ":status": 200 });
        stream.end("{}");
      }
      arrived(headers[":path"]);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    client.on("error", () => {});
  });
  afterEach(() => {
    client.destroy();
    server.close();
  });

  const call = (path: string) => {
    const request = client.request({ ":path": path, ":method": "POST" });
    request.on("error", () => {});
    return request.end();
  };
  const answered = async (path: string) => {
    await once(call(path).resume(), "close");
  };
  const waiting = (path: string) =>
    new Promise<ReturnType<typeof call>>((resolve) => {
      const request = call(path);
      arrived = (one) => one === path && resolve(request);
    });
  const aborted = (signal: AbortSignal) => signal.aborted || once(signal, "abort");

  it("follows the engine's Cancel, and no other call", async () => {
    const signal = cancellation().signal;
    await answered("/pulumirpc.ResourceProvider/Check");
    await answered("/pulumirpc.LanguageRuntime/Cancel");
    expect(signal.aborted).to.equal(false);
    await answered("/pulumirpc.ResourceProvider/Cancel");
    await aborted(signal);
  });

  for (const path of ["/pulumirpc.ResourceProvider/Create", "/pulumirpc.Callbacks/Invoke"]) {
    it(`follows when the engine exits during ${path}`, async () => {
      const signal = cancellation().signal;
      await waiting(path);
      expect(signal.aborted).to.equal(false);
      client.destroy();
      await aborted(signal);
    });
  }

  it("follows when the engine cancels a waiting call", async () => {
    const signal = cancellation().signal;
    const request = await waiting("/pulumirpc.ResourceProvider/Update");
    request.close(8);
    await aborted(signal);
  });

  it("does not follow when the engine cancels another call", async () => {
    const signal = cancellation().signal;
    const closed = once(server, "stream").then(([stream]) => once(stream, "close"));
    const request = call("/pulumirpc.ResourceProvider/Diff");
    request.close(8);
    await closed;
    expect(signal.aborted).to.equal(false);
  });
});
