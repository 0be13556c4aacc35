import { SharedLists } from "../migration/index.ts";
import type { CallContext } from "./context.ts";

/** The lists of topics and consumer groups that all calls of an operation share. */
export function sharedLists({ memory }: Pick<CallContext, "memory">): SharedLists {
  return memory.part(SharedLists);
}
