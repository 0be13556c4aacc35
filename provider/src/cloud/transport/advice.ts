import { codeAdvice, refusalKind, throttlingAdvice } from "../errorCodes.ts";
import type { SettingTerms } from "../settingTerms.ts";
import type { WireRequest, WireResponse } from "./wire.ts";

/** What the user can do about a refusal; undefined if there is nothing to add. */
export function adviceFor(refusal: {
  request: WireRequest;
  response: WireResponse;
  errorCode: string | undefined;
  now: Date;
  terms: SettingTerms;
}): string | undefined {
  const { request, response, errorCode, now, terms } = refusal;
  const { call } = terms;
  const kind = refusalKind(response.status, errorCode);
  if (kind === "permissionDenied") return permissionAdvice(request, terms);
  const advice = codeAdvice(errorCode, terms);
  if (advice !== undefined) return advice;
  if (kind === "throttled") return throttlingAdvice(call);
  if (response.status >= 300 && response.status <= 399) return redirectAdvice(response, terms);
  if (response.status === 401) return keyAdvice(response, now, terms);
  if (response.status === 403) return permissionAdvice(request, terms);
  if (response.status === 404 && request.url.includes("/v3/projects")) return `Check ${call("iamEndpoint")}.`;
  if (response.status >= 500) {
    return `The service, or a gateway in front of it, failed. Try again later, or raise ${call("maxRetries")}.`;
  }
  return undefined;
}

/**
 * A signature is refused because of wrong keys, or because the clock is more than 15 minutes off; the response's Date
 * header shows which.
 */
function keyAdvice({ headers }: WireResponse, now: Date, { keys, call }: SettingTerms): string {
  const checks = `Check ${keys}, that ${call("securityToken")} (if you use one) has not expired, and that they belong to this project.`;
  const skewMinutes = Math.round((now.getTime() - Date.parse(headers.date ?? "")) / 60_000);
  if (Number.isNaN(skewMinutes) || Math.abs(skewMinutes) < 2) return checks;
  const direction = skewMinutes > 0 ? "ahead of" : "behind";
  const clock = `This machine's clock is ${Math.abs(skewMinutes)} minutes ${direction} the service's; the limit is 15 minutes.`;
  if (Math.abs(skewMinutes) < 15) return `${checks} ${clock}`;
  return `${clock} Set the clock. If it is right, check ${keys}.`;
}

function permissionAdvice({ method, url }: WireRequest, { call }: SettingTerms): string {
  const { pathname } = new URL(url);
  if (pathname.endsWith("/v3/projects")) {
    return `The keys lack permission to list projects at IAM. Grant it to their user, or set ${call("projectId")}.`;
  }
  return `The keys lack a permission. Grant their user ${permissionFor(method, pathname)} in this project.`;
}

/**
 * The IAM action of a request. Huawei's pages spell the one for reading tasks in two ways. The one for deleting them is on the
 * page of BatchDeleteRocketMqMigrationTask of 2026-01-30.
 */
function permissionFor(method: string, pathname: string): string {
  if (pathname.endsWith("/batch-delete")) return "dms:instance:deleteMetadataMigrationTask";
  if (method === "POST") return "dms:instance:createMetadataMigrationTask";
  if (/\/instances\/[^/]+$/.test(pathname)) return "dms:instance:get";
  if (pathname.endsWith("/instances")) return "dms:instance:list";
  if (pathname.endsWith("/topics")) return "dms:topic:list";
  if (pathname.endsWith("/groups")) return "dms:group:list";
  return "dms:instance:getMetadataMigrationTask (also spelled dms:instance:listMetadataMigrationTasks)";
}

function redirectAdvice({ headers }: WireResponse, { call }: SettingTerms): string {
  const target = headers.location ?? "another URL";
  return `The endpoint redirects to ${target}. Redirects are not followed, because the request is signed. Check ${call("endpoint")}.`;
}
