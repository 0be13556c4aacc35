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

/**
 * Looks once and says what a gate with these conditions would do. It waits for nothing.
 * @throws what listTasks throws
 */
export async function lookOnce(
  client: Pick<Client, "get">,
  instanceId: string,
  conditions: GateConditions,
  options: { signal?: AbortSignal } = {},
): Promise<Outlook> {
  const rules = gateRules(conditions);
  const { tasks: there } = await listTasks(client, instanceId, options);
  const decision = decide(rules, noMemory, { startedAtMs: 0, tasks: there });
  return {
    state: decision.state,
    text: lookText(rules, instanceId, decision, there),
    tasks: decision.tasks.map(({ observed }) => observed.task),
  };
}
