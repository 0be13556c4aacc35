import { mappingUnpublished } from "../migration/index.ts";
import type { Problem } from "./definition/index.ts";

/** The problem of `verify: require` where nothing can be verified. It must not pass silently, so it is refused before anything runs. */
export const cannotRequire: Problem = {
  property: "verify",
  reason:
    `Cannot be \`require\` for RabbitMQ metadata: ${mappingUnpublished}, so nothing can be verified. ` +
    "Use `warn`, which reports the numbers of topics and consumer groups before and after.",
};
