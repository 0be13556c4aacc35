/** An emulator of Huawei Cloud's migration tasks for DMS for RocketMQ, with IAM and the ECS metadata service. */
export {
  defaultAccessKey,
  defaultInstanceId,
  defaultProjectId,
  defaultRegion,
  defaultScenario,
  defaultSecretKey,
  emptyInstanceId,
  finishedInstanceId,
  temporaryAccessKey,
  temporarySecretKey,
  temporarySecurityToken,
} from "./defaultScenario.ts";
export { type Emulator, type EmulatorOptions, startEmulator } from "./emulator.ts";
export { type Fault, faultKinds, type Operation, operations } from "./faults.ts";
export type { TaskView } from "./instances.ts";
export { readScenario } from "./readScenario.ts";
export type { RequestLogEntry } from "./requestLog.ts";
export type { AccessKey, Behaviour, Creation, Failure, Instance, Project, Scenario, Step, Task } from "./scenario.ts";
export { ValidationError } from "./validate.ts";
