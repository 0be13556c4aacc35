import { ConnectionError, type Phase, TimeoutError } from "../errors.ts";
import type { WireRequest } from "./exchange.ts";

/** Node's codes for certificates that are not trusted: no retry helps. */
const certificateCode = /CERT|SELF_SIGNED|^UNABLE_TO_(GET|VERIFY)|^HOSTNAME_MISMATCH/;

/** Node's codes for a peer that does not speak TLS as it should, usually because it speaks plain HTTP. */
const tlsCode = /^EPROTO$|^ERR_SSL|^ERR_TLS/;

const phaseTexts: Readonly<Record<Phase, string>> = {
  lookup: "looking up the host's name",
  connect: "connecting",
  secureConnect: "the TLS handshake",
  send: "sending the request",
  response: "waiting for the answer",
  read: "reading the answer",
  request: "the whole request",
};

/**
 * Turns what got throws into an error of ours. got's own error is left behind: it carries the request's headers, and with
 * them the signature and the token.
 */
export function connectionFault(error: unknown, { method, url }: WireRequest): ConnectionError | TimeoutError {
  const { origin, pathname } = new URL(url);
  const target = `${method} ${pathname} at ${origin}`;
  const fault = error as GotFault;
  if (fault.name === "TimeoutError") {
    const phase = phaseOfTimeout(fault.event);
    const limitSeconds = Number(/(\d+)ms/.exec(fault.message ?? "")?.[1]) / 1000;
    return new TimeoutError(
      `${target}: no success in time: ${phaseTexts[phase]} took longer than ${limitSeconds} s. ` +
        `Check the endpoint and the network between, or raise requestTimeout.`,
      phase,
    );
  }
  const proxyStatus = /^Bad response: (\d+)$/.exec(fault.message ?? "")?.[1];
  if (proxyStatus !== undefined) {
    return new ConnectionError(
      `${target}: the proxy refused the connection with HTTP ${proxyStatus}. Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY.`,
      "connect",
      `PROXY_${proxyStatus}`,
      proxyStatus.startsWith("5"),
    );
  }
  const code = fault.code ?? "unknown";
  const phase = phaseOfFault(fault, code);
  return new ConnectionError(
    `${target}: the connection failed while ${phaseTexts[phase]} (${code}). ${adviceFor(code, phase)}`,
    phase,
    code,
    !certificateCode.test(code) && !tlsCode.test(code),
  );
}

/** What is read of got's errors. */
interface GotFault {
  name?: string;
  code?: string;
  event?: string;
  message?: string;
  cause?: { syscall?: string };
  timings?: { upload?: number; response?: number };
}

function phaseOfTimeout(event: string | undefined): Phase {
  return event !== undefined && event in phaseTexts ? (event as Phase) : "request";
}

/**
 * The phase in which a connection broke. The first three, which say that nothing was sent, are taken from what the system
 * says it was doing; times cannot prove it, since a connection that is reused has no time of connecting.
 */
function phaseOfFault({ cause, timings }: GotFault, code: string): Phase {
  if (cause?.syscall === "getaddrinfo") return "lookup";
  // Node tries all addresses of a host; when all fail, it throws their errors together.
  if (cause?.syscall === "connect" || cause instanceof AggregateError) return "connect";
  if (certificateCode.test(code) || tlsCode.test(code)) return "secureConnect";
  if (timings?.response !== undefined) return "read";
  return timings?.upload === undefined ? "send" : "response";
}

function adviceFor(code: string, phase: Phase): string {
  if (code === "ENOTFOUND") return "There is no such host: check region and endpoint.";
  if (certificateCode.test(code)) {
    return "The certificate is not trusted: check the endpoint, or make its authority known by NODE_EXTRA_CA_CERTS.";
  }
  if (tlsCode.test(code))
    return "The other side does not speak TLS as it should: check the endpoint's scheme and port.";
  if (phase === "lookup" || phase === "connect") return "Check the endpoint, the network and the proxy (HTTPS_PROXY).";
  return "The network, a proxy or the service ended it.";
}
