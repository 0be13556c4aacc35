import { get, type IncomingHttpHeaders, type IncomingMessage } from "node:http";

/** A reader of server-sent events, as a browser is one. */
export interface EventReader {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The next block of lines; undefined when the server has ended the connection. */
  next(): Promise<string | undefined>;
  /** The data of the next message, as JSON. */
  nextData<T>(): Promise<T>;
  close(): void;
}

/** Connects to a URL that sends events. */
export async function readEvents(url: string): Promise<EventReader> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { agent: false }, resolve).on("error", reject);
  });
  const blocks = blocksOf(response);
  const next = async () => {
    const { value, done } = await blocks.next();
    return done === true ? undefined : value;
  };
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    next,
    async nextData() {
      for (let block = await next(); block !== undefined; block = await next()) {
        if (block.startsWith("data: ")) return JSON.parse(block.slice("data: ".length));
      }
      throw new Error("The server has ended the connection.");
    },
    close: () => response.destroy(),
  };
}

async function* blocksOf(response: IncomingMessage): AsyncGenerator<string, void, undefined> {
  let rest = "";
  response.setEncoding("utf8");
  try {
    for await (const chunk of response) {
      const parts = `${rest}${chunk}`.split("\n\n");
      rest = parts.pop() ?? "";
      yield* parts;
    }
  } catch {
    // The connection was closed, by either side.
  }
}
