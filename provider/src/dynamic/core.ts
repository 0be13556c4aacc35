/**
 * What the dynamic front loads when it is called: the layers below, in one ES module. It is an entry of the package of its
 * own, `pulumi-huaweicloud-rocketmq/core`, because a dynamic provider's functions run far from this file. Not for programs.
 */
export { checkGate, createGate, diffGate, previewGate, updateGate } from "./core/gate.ts";
export { checkWait, waitForMigrations } from "./core/hook.ts";
export { invoke } from "./core/invoke.ts";
