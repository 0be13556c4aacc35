import type { PolicyConfigSchema } from "@pulumi/policy";

/** The configuration of a policy. `configSchema` describes what each property means. */
export interface Config {
  instanceIds: string[];
  resourceTypes: string[];
  tags: Record<string, string>;
  taskNames?: string[];
  taskTypes?: string[];
  acceptStatuses: string[];
  region?: string;
  projectId?: string;
}

/** Pulumi checks a configuration against this schema before an operation begins, and fills in the defaults. */
export const configSchema: PolicyConfigSchema = {
  properties: {
    instanceIds: {
      type: "array",
      minItems: 1,
      items: {
        type: "string",
        pattern: "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
      },
      description: "Required. IDs of the RocketMQ instances whose migrations must have finished.",
    },
    resourceTypes: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description:
        "Types of the resources to hold back, as in their URNs: kubernetes:apps/v1:Deployment. " +
        "* stands for any characters: kubernetes:apps/*:Deployment. Set this, tags, or both.",
    },
    tags: {
      type: "object",
      additionalProperties: { type: "string" },
      default: {},
      description:
        "Tags or labels of the resources to hold back, by name, with the value or * for any characters. " +
        "A resource is held back if it has one of them, or one of the resourceTypes.",
    },
    taskNames: {
      type: "array",
      minItems: 1,
      items: { type: "string", minLength: 1 },
      description:
        "Names of the migration tasks that must have finished. Each instance must have them. Default: every task.",
    },
    taskTypes: {
      type: "array",
      minItems: 1,
      items: { type: "string", enum: ["rocketmq", "rabbitToRocket"] },
      description: "Types of the migration tasks that must have finished. Default: both.",
    },
    acceptStatuses: {
      type: "array",
      minItems: 1,
      items: { type: "string", enum: ["finished", "failed"] },
      default: ["finished"],
      description:
        "Statuses in which a task holds nothing back. Add failed to accept a migration that failed or failed in part.",
    },
    region: {
      type: "string",
      description: "Region of the instances. Default: huaweicloud-rocketmq:region of the stack, then HW_REGION_NAME.",
    },
    projectId: {
      type: "string",
      description:
        "ID of the project that the instances are in. " +
        "Default: huaweicloud-rocketmq:projectId of the stack, then HUAWEICLOUD_SDK_PROJECT_ID.",
    },
  },
};

/**
 * Finds the mistakes that Pulumi does not: it ignores unknown properties, and a missing instanceIds is a mistake only in a policy
 * that is not disabled.
 * @throws Error that lists the mistakes. It ends the operation, whatever the enforcement level, as an error of the schema does
 */
export function readConfig(config: Partial<Config>): Config {
  const valid = Object.keys(configSchema.properties);
  const unknown = Object.keys(config).filter((name) => !valid.includes(name));
  const mistakes = unknown.map((name) => `Unknown property ${name}. Valid properties: ${valid.join(", ")}.`);

  const { instanceIds = [], resourceTypes = [], tags = {}, acceptStatuses = ["finished"] } = config;
  if (instanceIds.length === 0) mistakes.push("Missing required property instanceIds.");
  if (resourceTypes.length === 0 && Object.keys(tags).length === 0) {
    mistakes.push("No resources to hold back. Set resourceTypes, tags, or both.");
  }
  if (mistakes.length > 0) throw withoutStack(`Correct the policy's configuration:\n${mistakes.join("\n")}`);
  return { ...config, instanceIds, resourceTypes, tags, acceptStatuses };
}

/** An error whose message alone is printed: the policy SDK prints the stack. */
function withoutStack(message: string): Error {
  const error = new Error(message);
  error.stack = message;
  return error;
}
