import { ConnectionError, type Phase, TimeoutError } from "../errors.ts";
import type { SettingTerms } from "../settingTerms.ts";
import type { WireRequest } from "./wire.ts";

/** Node's codes for untrusted certificates: a retry is pointless. */
const certificateCode = /CERT|SELF_SIGNED|^UNABLE_TO_(GET|VERIFY)|^HOSTNAME_MISMATCH/;

/** Node's codes for a server that does not speak TLS properly, usually because it speaks plain HTTP. */
const tlsCode = /^EPROTO$|^ERR_SSL|^ERR_TLS/;

/** Each is followed by the URL of the service. */
const phaseTexts: Readonly<Record<Phase, string>> = {
  lookup: "looking up",
  connect: "connecting to",
  secureConnect: "negotiating TLS with",
  send: "sending the request to",
  response: "waiting for the response from",
  read: "reading the response from",
  request: "waiting for the response from",
};

/**
 * Turns an error of got's into one of ours. got's error is not kept as the cause: it holds the request's headers, and with
 * them the signature and the token.
 */
export function toConnectionError(
  thrown: unknown,
  { method, url }: WireRequest,
  terms: SettingTerms,
): ConnectionError | TimeoutError {
  const { origin, pathname } = new URL(url);
  const call = `${method} ${pathname}`;
  const error = thrown as GotError;
  if (error.name === "TimeoutError") {
    const phase = phaseOfTimeout(error.event);
    const limitSeconds = Number(/(\d+)ms/.exec(error.message ?? "")?.[1]) / 1000;
    return new TimeoutError(
      `Timed out after ${limitSeconds} s ${phaseTexts[phase]} ${origin}: ${call}. ` +
        `Check the endpoint and the network, or raise ${terms.call("requestTimeout")}.`,
      phase,
    );
  }
  const proxyStatus = /^Bad response: (\d+)$/.exec(error.message ?? "")?.[1];
  if (proxyStatus !== undefined) {
    return new ConnectionError(
      `The proxy refused to connect to ${origin} (HTTP ${proxyStatus}): ${call}. Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY.`,
      "connect",
      `PROXY_${proxyStatus}`,
      proxyStatus.startsWith("5"),
    );
  }
  const code = error.code ?? "unknown";
  const phase = phaseOfError(error, code);
  return new ConnectionError(
    `Connection failed while ${phaseTexts[phase]} ${origin} (${code}): ${call}. ${adviceFor(code, phase, terms)}`,
    phase,
    code,
    !certificateCode.test(code) && !tlsCode.test(code),
  );
}

/** The fields of got's errors that are read here. */
interface GotError {
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
 * The phase in which a connection broke. The first three, in which nothing was sent, are taken from the failed system call
 * or the error code. got's timings cannot prove that nothing was sent: a reused connection has no time of connecting.
 */
function phaseOfError({ cause, timings }: GotError, code: string): Phase {
  if (cause?.syscall === "getaddrinfo") return "lookup";
  // Node tries every address of a host; if all fail, it throws their errors as one AggregateError.
  if (cause?.syscall === "connect" || cause instanceof AggregateError) return "connect";
  if (certificateCode.test(code) || tlsCode.test(code)) return "secureConnect";
  if (timings?.response !== undefined) return "read";
  return timings?.upload === undefined ? "send" : "response";
}

function adviceFor(code: string, phase: Phase, { call }: SettingTerms): string {
  if (code === "ENOTFOUND") return `Host not found: check ${call("region")} and ${call("endpoint")}.`;
  if (certificateCode.test(code)) {
    return "The certificate is not trusted: check the endpoint, or add its certificate authority with NODE_EXTRA_CA_CERTS.";
  }
  if (tlsCode.test(code)) return "The server does not speak TLS properly: check the endpoint's scheme and port.";
  if (phase === "lookup" || phase === "connect") return "Check the endpoint, the network and the proxy (HTTPS_PROXY).";
  return "The network, a proxy or the service closed it.";
}
