import { type Metadata, sameMetadata } from "../../migration/index.ts";
import { hasUnknown, type Properties } from "../definition/index.ts";
import { properties } from "../definition/resource.ts";
import { metadataShape } from "../metadata.ts";
import type { Checked } from "./shapes.ts";

/** The names of the six lists of metadata. */
export const listNames: readonly string[] = Object.keys(metadataShape);

/** The metadata as the six lists of properties. */
export function listsOf(metadata: Metadata): Properties {
  const { kind: _, ...lists } = metadata;
  return properties(lists);
}

/** The properties that are lists of metadata. */
export function listsAmong(given: Properties): Properties {
  return Object.fromEntries(Object.entries(given).filter(([name]) => listNames.includes(name)));
}

/** The metadata of checked inputs. The lists that are present tell which kind it is. */
export function metadataOf(given: Pick<Checked, keyof typeof metadataShape>): Metadata {
  const { topics, consumerGroups, vhosts, queues, exchanges, bindings } = given;
  return (
    topics || consumerGroups
      ? { kind: "rocketmq", topics: topics ?? [], consumerGroups: consumerGroups ?? [] }
      : {
          kind: "rabbitToRocket",
          vhosts: vhosts ?? [],
          queues: queues ?? [],
          exchanges: exchanges ?? [],
          bindings: bindings ?? [],
        }
  ) as Metadata;
}

/** Which lists differ in content. Their order does not matter. */
export function changedLists(before: Properties, after: Properties): string[] {
  return listNames.filter((name) => {
    const [old, now] = [before[name] ?? [], after[name] ?? []];
    if (hasUnknown(now)) return true;
    return !sameMetadata(metadataOf({ [name]: old }), metadataOf({ [name]: now }));
  });
}
