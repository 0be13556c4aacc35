import type { Client } from "../../cloud/index.ts";
import { listTasks } from "../listTasks.ts";
import type { Task } from "../task.ts";
import { decide, noMemory } from "./gateDecision.ts";
import { lookText } from "./gateWording.ts";
import { type GateConditions, gateRules } from "./waitForGate.ts";

/** What a gate would do if it looked now. */
export interface Outlook {
  state: "waiting" | "released" | "failed";
  /** All of it as a sentence: `Would wait (3/4 finished, 1 starting) for "orders".` */
  text: string;
  /** The selected tasks, in the service's order. */
  tasks: Task[];
}

export interface LookOptions {
  /**
   * The operation that this is a preview of creates tasks on this instance: a task that is not there yet may be one of
   * them, so the gate would wait for it. Default: false.
   */
  plannedHere?: boolean;
  signal?: AbortSignal;
}

/**
 * Looks once and says what a gate with these conditions would do. It waits for nothing.
 * @throws what listTasks throws
 */
export async function lookOnce(
  client: Pick<Client, "get">,
  instanceId: string,
  conditions: GateConditions,
  { plannedHere = false, signal }: LookOptions = {},
): Promise<Outlook> {
  // What is missing now is there when the gate looks, so it does not fail the gate.
  const rules = gateRules({ ...conditions, ...(plannedHere ? { onNoMatch: "wait" } : {}) });
  const { tasks: there } = await listTasks(client, instanceId, signal ? { signal } : {});
  const decision = decide(rules, noMemory, { startedAt: { ms: 0, wallMs: 0 }, tasks: there });
  return {
    state: decision.state,
    text: lookText(rules, instanceId, decision, there, plannedHere),
    tasks: decision.tasks.map(({ observed }) => observed.task),
  };
}
