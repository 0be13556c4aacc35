import type { WireAnswer, WireRequest } from "./exchange.ts";

/** What to do next about Huawei's well-known codes. */
const adviceByCode: Readonly<Record<string, string>> = {
  "DMS.00404022": "The instance does not exist in this project and region: check instanceId, projectId and region.",
  "DMS.00400002": "The project id is not valid: check projectId.",
  "DMS.00400030": "The instance id is not valid: check instanceId.",
  "DMS.00400061": "The instance id is not valid: check instanceId.",
  "DMS.00400062": "A parameter is not valid: check the arguments.",
  "DMS.00400800": "A parameter is not valid: check the arguments.",
  "DMS.00400070": "The task id is not valid: check the task's id.",
  "DMS.00400026": "The instance is not RUNNING: wait until it is, and try again.",
  "DMS.10240042": "The service does not take this page: check offset and limit.",
  "DMS.10240043": "The service does not take this page: check offset and limit.",
  "APIG.0308": throttlingAdvice(),
  "APIGW.0308": throttlingAdvice(),
  "DMS.10240407": throttlingAdvice(),
};

/** What the user can do about a refusal, or undefined when all that can be said has been said. */
export function adviceFor(refusal: {
  request: WireRequest;
  answer: WireAnswer;
  errorCode: string | undefined;
  now: Date;
}): string | undefined {
  const { request, answer, errorCode, now } = refusal;
  if (errorCode === "APIGW.0302") return permissionAdvice(request);
  const byCode = errorCode === undefined ? undefined : adviceByCode[errorCode];
  if (byCode !== undefined) return byCode;
  if (answer.status >= 300 && answer.status <= 399) return redirectAdvice(answer);
  if (answer.status === 401) return keyAdvice(answer, now);
  if (answer.status === 403) return permissionAdvice(request);
  if (answer.status === 404 && request.url.includes("/v3/projects")) return "Check iamEndpoint.";
  if (answer.status === 429) return throttlingAdvice();
  if (answer.status >= 500)
    return "The service, or a gateway in front of it, failed: try again later, or raise maxRetries.";
  return undefined;
}

/** A signature is refused for wrong keys, or for a clock that is more than 15 minutes off; the Date header tells which. */
function keyAdvice({ headers }: WireAnswer, now: Date): string {
  const keys = "Check accessKey and secretKey (and securityToken, which ends), and that they belong to this project.";
  const skewMinutes = Math.round((now.getTime() - Date.parse(headers.date ?? "")) / 60_000);
  if (Number.isNaN(skewMinutes) || Math.abs(skewMinutes) < 2) return keys;
  const clock = `This machine's clock is ${Math.abs(skewMinutes)} minutes ${skewMinutes > 0 ? "ahead of" : "behind"} the service's, which allows 15`;
  if (Math.abs(skewMinutes) < 15) return `${keys} ${clock}.`;
  return `${clock}: set the clock. If it is right, check accessKey and secretKey.`;
}

function permissionAdvice({ method, url }: WireRequest): string {
  const { pathname } = new URL(url);
  if (pathname.endsWith("/v3/projects")) {
    return "The keys lack the permission to list projects at IAM: grant it to their user, or set projectId.";
  }
  return `The keys lack a permission: grant their user ${permissionFor(method, pathname)} in this project.`;
}

/** The IAM action of a request. Huawei's pages spell that of reading tasks in two ways. */
function permissionFor(method: string, pathname: string): string {
  if (method === "POST") return "dms:instance:createMetadataMigrationTask";
  if (/\/instances\/[^/]+$/.test(pathname)) return "dms:instance:get";
  return "dms:instance:getMetadataMigrationTask (also spelt dms:instance:listMetadataMigrationTasks)";
}

function throttlingAdvice(): string {
  return "The service limits the rate of requests: try again later, or raise maxRetries.";
}

function redirectAdvice({ headers }: WireAnswer): string {
  const target = headers.location === undefined ? "somewhere else" : headers.location;
  return `The endpoint points to ${target}; redirects are not followed, since the request is signed. Check endpoint.`;
}
