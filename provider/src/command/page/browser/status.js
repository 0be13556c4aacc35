/**
 * What a reader wants to know about a task. The service's `creating` and `starting` are both `running`.
 * @typedef {"failed" | "unknown" | "running" | "finished"} State
 */

/**
 * The states, the one that needs a person's attention first.
 * @type {readonly State[]}
 */
export const states = ["failed", "unknown", "running", "finished"];

/**
 * A status that this version does not know is `unknown`, and never `finished`.
 * @param {string} status As the service wrote it.
 * @returns {State}
 */
export function stateOf(status) {
  if (status === "failed" || status === "finished") return status;
  return status === "creating" || status === "starting" ? "running" : "unknown";
}

/**
 * A status for people: the service's word; an unknown one is quoted.
 * @param {string} status
 */
export function statusLabel(status) {
  if (stateOf(status) !== "unknown") return `${status.slice(0, 1).toUpperCase()}${status.slice(1)}`;
  return status === "" ? "Not reported" : `Unknown: “${status}”`;
}

/**
 * A task's type for people. An unknown one stays as the service wrote it.
 * @param {string} type
 */
export function typeLabel(type) {
  if (type === "rocketmq") return "RocketMQ";
  if (type === "rabbitToRocket") return "RabbitMQ → RocketMQ";
  return type === "" ? "Not reported" : type;
}
