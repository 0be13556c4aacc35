/** The name of the Pulumi package, and the prefix of its configuration. */
export const packageName = "huaweicloud-rocketmq";

/** The prefix of every token: `huaweicloud-rocketmq:index:MigrationGate`. */
export const moduleToken = `${packageName}:index`;
