// Huawei's error codes: every code that this package knows is listed here and nowhere else. DMS codes come from the service,
// APIG and APIGW codes from the API gateway in front of it.

import type { SettingTerms } from "./settingTerms.ts";

/** What a refusal means to a program. A code without a kind is only explained to the user. */
export type RefusalKind =
  | "throttled"
  | "instanceNotFound"
  | "instanceNotRunning"
  | "permissionDenied"
  /** No such task; also what a rabbitToRocket task gives when it is read without `type`. */
  | "taskNotFound";

/** What the user can do, in the names that he gives the settings. */
type Advice = (call: SettingTerms["call"]) => string;

interface KnownCode {
  kind?: RefusalKind;
  /** The code has this kind with this HTTP status only. */
  httpStatus?: number;
  /** What the user can do. */
  advice?: Advice;
}

/** What to do about throttling, whether a code says it or HTTP 429. */
export const throttlingAdvice: Advice = (call) =>
  `The service limits the rate of requests. Try again later, or raise ${call("maxRetries")}.`;

const invalidInstanceId: Advice = (call) => `Check ${call("instanceId")}.`;
const invalidParameter: Advice = () => "Check the arguments.";
const invalidPage: Advice = () => "Check offset and limit.";

const knownCodes: Readonly<Record<string, KnownCode>> = {
  "APIG.0308": { kind: "throttled", advice: throttlingAdvice },
  "APIGW.0302": { kind: "permissionDenied" },
  "APIGW.0308": { kind: "throttled", advice: throttlingAdvice },
  "DMS.00400002": { advice: (call) => `Check ${call("projectId")}.` },
  "DMS.00400026": {
    kind: "instanceNotRunning",
    advice: () => "The instance is not RUNNING. Wait until it is, then try again.",
  },
  "DMS.00400030": { advice: invalidInstanceId },
  "DMS.00400061": { advice: invalidInstanceId },
  "DMS.00400062": { advice: invalidParameter },
  "DMS.00400070": { advice: () => "Check the task's ID." },
  "DMS.00400800": { advice: invalidParameter },
  "DMS.00404022": {
    kind: "instanceNotFound",
    httpStatus: 404,
    advice: (call) =>
      `The instance does not exist in this project and region: check ${call("instanceId")}, ${call("projectId")} and ${call("region")}.`,
  },
  "DMS.00405011": { kind: "taskNotFound" },
  "DMS.10240042": { advice: invalidPage },
  "DMS.10240043": { advice: invalidPage },
  "DMS.10240407": { kind: "throttled", httpStatus: 404, advice: throttlingAdvice },
};

/** What a refusal with this status and code means; undefined if it has no meaning to a program. */
export function refusalKind(httpStatus: number, errorCode: string | undefined): RefusalKind | undefined {
  const known = lookUp(errorCode);
  if (known?.kind !== undefined && (known.httpStatus ?? httpStatus) === httpStatus) return known.kind;
  return httpStatus === 429 ? "throttled" : undefined;
}

/** What the user can do about a code; undefined if there is nothing to add. */
export function codeAdvice(errorCode: string | undefined, { call }: SettingTerms): string | undefined {
  return lookUp(errorCode)?.advice?.(call);
}

/** The code comes from outside: `constructor` must not find a property of every object. */
function lookUp(errorCode: string | undefined): KnownCode | undefined {
  return errorCode !== undefined && Object.hasOwn(knownCodes, errorCode) ? knownCodes[errorCode] : undefined;
}
