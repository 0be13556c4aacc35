import type { Problem } from "./definition/index.ts";

/** The problem of `verify: require` where nothing can be verified. It must not pass silently, so it is refused before anything runs. */
export const cannotRequire: Problem = {
  property: "verify",
  reason:
    "Cannot be `require` for RabbitMQ metadata: Huawei does not publish how vhosts, exchanges, queues and bindings become topics, so nothing can be verified. " +
    "Use `warn`, which reports the numbers of topics and consumer groups before and after.",
};
