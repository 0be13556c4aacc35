/** The server sends its time every 15 seconds: two are missing. */
const silenceMs = 40_000;

/**
 * Reads server-sent events until the connection ends, fails, or brings nothing for 40 seconds. `EventSource` would not tell that
 * data is arriving, and over a slow connection a large report takes longer than that.
 * @param {string} url
 * @param {(type: string, data: string) => void} received
 */
export async function readEvents(url, received) {
  const over = new AbortController();
  const giveUp = () => over.abort();
  let silence = setTimeout(giveUp, silenceMs);
  const response = await fetch(url, { cache: "no-store", signal: over.signal }).catch(() => undefined);
  const chunks = response?.ok ? response.body?.getReader() : undefined;
  const decoder = new TextDecoder();
  const parse = eventParser(received);
  while (chunks !== undefined) {
    const chunk = await chunks.read().catch(() => undefined);
    if (chunk === undefined || chunk.done) break;
    clearTimeout(silence);
    silence = setTimeout(giveUp, silenceMs);
    parse(decoder.decode(chunk.value, { stream: true }));
  }
  clearTimeout(silence);
  giveUp();
}

/**
 * Parses events as they arrive, in the form that our server writes: the data is one line.
 * @param {(type: string, data: string) => void} received
 * @returns {(text: string) => void} Takes the next part of the stream.
 */
function eventParser(received) {
  let line = "";
  let type = "";
  let data = "";
  const deliver = (/** @type {[type: string, data: string]} */ ...event) => {
    // A bug in showing one report must not end the events.
    try {
      received(...event);
    } catch (error) {
      reportError(error);
    }
  };
  const endLine = () => {
    if (line.startsWith("event: ")) type = line.slice("event: ".length);
    else if (line.startsWith("data: ")) data = line.slice("data: ".length);
    else if (line === "") {
      if (data !== "") deliver(type === "" ? "message" : type, data);
      type = "";
      data = "";
    }
  };
  return (text) => {
    const [rest = "", ...lines] = text.split("\n");
    line += rest;
    for (const next of lines) {
      endLine();
      line = next;
    }
  };
}
