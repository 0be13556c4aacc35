import type { Config } from "#config";

/** A resource, as Pulumi passes it to a policy. */
interface Resource {
  type: string;
  props: unknown;
}

/**
 * True if a resource has one of the configured types, tags or labels.
 * @throws an error of the policy SDK if that depends on a tag that is unknown in a preview. The SDK turns it into a warning, and
 * the update checks the resource again
 */
export function isHeldBack({ type, props }: Resource, { resourceTypes, tags }: Config): boolean {
  if (resourceTypes.some((pattern) => matches(pattern, type))) return true;
  return Object.entries(tags).some(([name, pattern]) =>
    tagValues(props, name).some((value) => matches(pattern, value)),
  );
}

/** The same for a policy that checks nothing again in the update: an unknown tag counts as a match. */
export function mayBeHeldBack(resource: Resource, config: Config): boolean {
  try {
    return isHeldBack(resource, config);
  } catch {
    return true;
  }
}

/** The values of a tag, from all places where providers have tags. */
function tagValues(props: unknown, name: string): string[] {
  const places = [get(props, "tags"), get(props, "labels"), get(get(props, "metadata"), "labels")];
  const values = places.flatMap((tags) => {
    // Most providers have tags as an object, some as a list of keys and values.
    if (!Array.isArray(tags)) return [get(tags, name)];
    return tags.filter((tag) => get(tag, "key") === name).map((tag) => get(tag, "value"));
  });
  return values.filter((value) => value !== undefined).map(String);
}

function get(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

/** True if a text matches a pattern, in which * stands for any characters. */
function matches(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}
