/** Timeouts of one attempt by phase, in milliseconds; `request` is for the attempt as a whole. */
export interface PhaseLimits {
  lookup: number;
  connect: number;
  secureConnect: number;
  send: number;
  response: number;
  request: number;
}

/**
 * The limits for the setting `requestTimeoutSeconds`: 5 s for the DNS lookup, 10 s each to connect and to negotiate TLS,
 * 30 s to send, and the full time to respond. None exceeds the full time.
 */
export function phaseLimits(requestTimeoutSeconds: number): PhaseLimits {
  const request = Math.ceil(requestTimeoutSeconds * 1000);
  return {
    lookup: Math.min(5000, request),
    connect: Math.min(10_000, request),
    secureConnect: Math.min(10_000, request),
    send: Math.min(30_000, request),
    response: request,
    request,
  };
}
