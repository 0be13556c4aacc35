import { ConnectionError, type Phase, TimeoutError } from "../errors.ts";

const codesByPhase: Readonly<Record<string, Phase>> = {
  ENOTFOUND: "lookup",
  EAI_AGAIN: "lookup",
  ECONNREFUSED: "connect",
  EHOSTUNREACH: "connect",
  ENETUNREACH: "connect",
  EADDRNOTAVAIL: "connect",
};

/** Node's codes for certificates that are not trusted: no retry helps. */
const certificateCode = /CERT|^ERR_TLS|SELF_SIGNED|^UNABLE_TO_(GET|VERIFY)|^HOSTNAME_MISMATCH|^ERR_SSL|^EPROTO$/;

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
export function connectionFault(
  error: unknown,
  request: { method: string; url: string },
): ConnectionError | TimeoutError {
  const { origin, pathname } = new URL(request.url);
  const target = `${request.method} ${pathname} at ${origin}`;
  const fault = error as {
    name?: string;
    code?: string;
    event?: string;
    message?: string;
    timings?: { phases?: object; connect?: number; secureConnect?: number; upload?: number; response?: number };
  };
  if (fault.name === "TimeoutError") {
    const phase = toPhase(fault.event);
    const limit = /(\d+)ms/.exec(fault.message ?? "")?.[1];
    return new TimeoutError(
      `${target}: no success in time: ${phaseTexts[phase]} took longer than ${Number(limit) / 1000} s. ` +
        `Check the endpoint and the network between, or raise requestTimeout.`,
      phase,
    );
  }
  const code = fault.code ?? "unknown";
  const phase = codesByPhase[code] ?? (certificateCode.test(code) ? "secureConnect" : phaseByTimings(request, fault));
  return new ConnectionError(
    `${target}: the connection failed while ${phaseTexts[phase]} (${code}). ${adviceFor(code, phase)}`,
    phase,
    code,
    !certificateCode.test(code),
  );
}

function toPhase(event: string | undefined): Phase {
  return event !== undefined && event in phaseTexts ? (event as Phase) : "request";
}

/** The phase in which a connection broke, by what got had seen of it until then. */
function phaseByTimings(
  { url }: { url: string },
  { timings }: { timings?: { connect?: number; secureConnect?: number; upload?: number; response?: number } },
): Phase {
  if (timings?.response !== undefined) return "read";
  if (timings?.upload !== undefined) return "response";
  if (timings?.connect === undefined) return "request";
  return url.startsWith("https:") && timings.secureConnect === undefined ? "secureConnect" : "send";
}

function adviceFor(code: string, phase: Phase): string {
  if (code === "ENOTFOUND") return "There is no such host: check region and endpoint.";
  if (certificateCode.test(code)) {
    return "The certificate is not trusted: check the endpoint, or make the authority known by NODE_EXTRA_CA_CERTS.";
  }
  if (phase === "lookup" || phase === "connect") return "Check the endpoint, the network and the proxy (HTTPS_PROXY).";
  return "The network, a proxy or the service ended it.";
}
