/**
 * What the dynamic front loads when it is called: everything below it, in one ES module. A package entry of its own,
 * `pulumi-huaweicloud-rocketmq/core`, because Pulumi runs a dynamic provider's functions far from this file. Not for programs.
 */
export { callFunction } from "./function.ts";
export { checkGate, createGate, diffGate, previewGate, updateGate } from "./gate.ts";
export { checkWait, waitForMigrations } from "./hook.ts";
