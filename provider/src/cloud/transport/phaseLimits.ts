/** The limits of the phases of one attempt, in milliseconds; `request` limits the whole of it. */
export interface PhaseLimits {
  lookup: number;
  connect: number;
  secureConnect: number;
  send: number;
  response: number;
  request: number;
}

/**
 * The limits that go with the setting `requestTimeoutSeconds`: 5 s to look a name up, 10 s each to connect and to shake
 * hands, 30 s to send; the service may take the whole time to answer. None is longer than the whole.
 */
export function phaseLimits(requestTimeoutSeconds: number): PhaseLimits {
  const request = Math.ceil(requestTimeoutSeconds * 1000);
  return {
    lookup: Math.min(5_000, request),
    connect: Math.min(10_000, request),
    secureConnect: Math.min(10_000, request),
    send: Math.min(30_000, request),
    response: request,
    request,
  };
}
