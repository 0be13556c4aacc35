import { isProperties, type Properties, type Value } from "./definition/value.ts";

/** Shorter texts than this give nothing away, and are a part of too many others. */
const shortestSecret = 3;

/**
 * Makes what takes secrets out of texts: the engine encrypts secret properties, but writes an error's reasons into
 * state, and every message onto the screen, as they are.
 * @param secrets names of the properties that are secret
 */
export function maskSecrets(properties: Properties, secrets: ReadonlySet<string>): (text: string) => string {
  const texts = [...secrets].flatMap((name) => textsIn(properties[name]));
  const longestFirst = [...new Set(texts)]
    .filter((text) => text.length >= shortestSecret)
    .sort((one, other) => other.length - one.length);
  return (text) => longestFirst.reduce((masked, secret) => masked.replaceAll(secret, "[secret]"), text);
}

function textsIn(value: Value | undefined): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isProperties(value) ? Object.values(value).flatMap(textsIn) : [];
}
