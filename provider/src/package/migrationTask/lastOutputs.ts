import { type Properties, readKnown } from "../definition/index.ts";
import { defaultTimeoutSeconds } from "../timeout.ts";
import { parseId } from "./id.ts";
import { type Outputs, outputs } from "./shapes.ts";

/** The outputs in state, completed with placeholders: an import has none, and older versions wrote fewer. */
export function lastOutputs(id: string, kept: Properties): Outputs {
  const own = Object.fromEntries(Object.entries(kept).filter(([name]) => Object.hasOwn(outputs, name)));
  return {
    name: "",
    taskId: parseId(id).taskId,
    type: "",
    status: "",
    startDate: "",
    failures: [],
    run: 1,
    origin: "imported",
    recordDeleted: false,
    timeoutSeconds: defaultTimeoutSeconds,
    projectId: "",
    endpoint: "",
    ...readKnown(outputs, own),
  };
}
