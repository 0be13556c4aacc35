/** Which access keys are valid at a given time, and which of them the ECS metadata service hands out. */
import { type Answer, ok, ServiceFault } from "./answers.ts";
import type { AccessKey, EcsMetadata } from "./scenario.ts";

/** Whether the key is valid at this time. */
export function isValidAt(key: AccessKey, start: Date, now: Date): boolean {
  const elapsedSeconds = (now.getTime() - start.getTime()) / 1000;
  return (
    (key.validAfterSeconds ?? 0) <= elapsedSeconds &&
    elapsedSeconds < (key.expiresAfterSeconds ?? Number.POSITIVE_INFINITY)
  );
}

/** `GET /openstack/latest/securitykey`: the newest key that is valid, with the time when it expires. */
export function getSecurityKey(
  ecsMetadata: EcsMetadata | undefined,
  keys: readonly AccessKey[],
  start: Date,
  now: Date,
): Answer {
  const key = (ecsMetadata?.accessKeys ?? [])
    .flatMap((accessKey) => keys.filter((one) => one.accessKey === accessKey))
    .findLast((one) => isValidAt(one, start, now));
  if (key === undefined) throw new ServiceFault(404, "404", "No agency is set for this server");
  const expires = new Date(start.getTime() + (key.expiresAfterSeconds ?? 24 * 60 * 60) * 1000);
  return ok({
    credential: {
      access: key.accessKey,
      secret: key.secretKey,
      securitytoken: key.securityToken ?? "",
      expires_at: expires.toISOString().replace(/Z$/, "000Z"),
    },
  });
}
