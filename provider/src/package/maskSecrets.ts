import { type Mask, maskTexts, printable } from "../cloud/index.ts";
import { Asset, isProperties, type MarkedProperties, type Value } from "./definition/value.ts";

export type { Mask };

/** A shorter number is part of too many others: `HTTP 404`, `63 tasks`, IDs. Masking it would make messages unreadable. */
const shortestNumber = 4;

/**
 * Makes a mask for everything that is marked as a secret: the engine encrypts secret properties, but writes the reasons of an
 * error into state, and every message to the screen, as they are. It covers every text, and every number of at least four
 * characters, at any depth. It also escapes what a terminal or Pulumi would not show as it is.
 * Nothing is prepared before the first text is masked.
 */
export function maskSecrets(...received: readonly MarkedProperties[]): Mask {
  if (received.every(({ secrets }) => secrets.size === 0)) return printable;
  let mask: Mask | undefined;
  return (text) => {
    mask ??= maskTexts(
      received.flatMap(({ properties, secrets }) => [...secrets].flatMap((name) => textsIn(properties[name]))),
    );
    return printable(mask(text));
  };
}

/** Every text and number in a value, at any depth, as messages write it. */
function textsIn(value: Value | undefined): string[] {
  const found: string[] = [];
  const collect = (one: Value | undefined): void => {
    if (typeof one === "string") found.push(one);
    else if (typeof one === "number") found.push(...[String(one)].filter((digits) => digits.length >= shortestNumber));
    else if (one instanceof Asset) found.push(one.content);
    else if (Array.isArray(one)) one.forEach(collect);
    else if (isProperties(one)) Object.values(one).forEach(collect);
  };
  collect(value);
  return found;
}
