import type { Client } from "../../cloud/index.ts";
import { listTasks } from "../listTasks.ts";
import type { Task } from "../task.ts";
import { listText } from "../wording.ts";
import { decide, type GateDecision, type GateRules, noMemory } from "./gateDecision.ts";
import { failureReasons } from "./gateReasons.ts";
import { keyText, statesText } from "./gateWording.ts";

/** What a gate would do now. */
export interface GatePreview {
  state: "waiting" | "released" | "failed";
  /** In a sentence: `Would wait (3 of 4 finished, 1 starting) for "orders".` */
  text: string;
  /** The selected tasks, in the service's order. */
  tasks: Task[];
}

/** What the preview knows beside the gate's rules. */
export interface PreviewOptions {
  /**
   * True if the previewed update creates tasks on this instance. A task that does not exist yet may be one of them, so the
   * gate would wait for it. Default: false.
   */
  tasksPlanned?: boolean;
  signal?: AbortSignal;
}

/** How many tasks a preview names one by one. */
const maxNamed = 5;

/**
 * Lists the tasks once and says what a gate with these rules would do. It does not wait.
 * @throws IncompleteListError, ResponseError and any error of the client, as listTasks does
 */
export async function previewGate(
  client: Pick<Client, "get">,
  instanceId: string,
  gateRules: GateRules,
  { tasksPlanned = false, signal }: PreviewOptions = {},
): Promise<GatePreview> {
  // A planned task exists by the time the gate polls, so its absence now does not fail the gate.
  const rules: GateRules = tasksPlanned ? { ...gateRules, onNoMatch: "wait" } : gateRules;
  const { tasks: existing } = await listTasks(client, instanceId, signal ? { signal } : {});
  const decision = decide(rules, noMemory, { startedAt: { ms: 0, wallMs: 0 }, scope: "all", tasks: existing });
  return {
    state: decision.state,
    text: previewText(rules, instanceId, decision, existing, tasksPlanned),
    tasks: decision.tasks.map(({ observed }) => observed.task),
  };
}

function previewText(
  rules: GateRules,
  instanceId: string,
  decision: GateDecision,
  existing: readonly Task[],
  tasksPlanned: boolean,
): string {
  const states = statesText(rules, decision);
  if (decision.state === "released") return `Would be released at once: ${states}.`;
  if (decision.state === "failed") {
    return `Would fail: ${failureReasons(rules, instanceId, decision, existing, new Map()).join(" ")}`;
  }
  const open = decision.tasks
    .filter(({ category }) => category !== "accepted")
    .map(({ observed: { task } }) => (task.name === "" ? task.id : JSON.stringify(task.name)));
  const absent = decision.unmatched.map((key) => keyText(rules, key));
  const waitedFor = listText([...open, ...absent], maxNamed);
  const outlook = waitedFor === "" ? `Would wait: ${states}.` : `Would wait (${states}) for ${waitedFor}.`;
  if (!tasksPlanned || (decision.tasks.length > 0 && absent.length === 0)) return outlook;
  if (absent.length === 0) return `${outlook} This update creates tasks on the instance.`;
  return `${outlook} This update may create ${listText(absent, maxNamed)}.`;
}
