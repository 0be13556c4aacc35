/** An emulator of Huawei Cloud's migration tasks for DMS for RocketMQ, with IAM and the ECS metadata service. */
export {
  DEFAULT_ACCESS_KEY,
  DEFAULT_INSTANCE_ID,
  DEFAULT_PROJECT_ID,
  DEFAULT_REGION,
  DEFAULT_SCENARIO,
  DEFAULT_SECRET_KEY,
  EMPTY_INSTANCE_ID,
  FINISHED_INSTANCE_ID,
  TEMPORARY_ACCESS_KEY,
  TEMPORARY_SECRET_KEY,
  TEMPORARY_SECURITY_TOKEN,
} from "./defaultScenario.ts";
export { type Emulator, type EmulatorOptions, startEmulator } from "./emulator.ts";
export { FAULT_KINDS, type Fault, OPERATIONS, type Operation } from "./faults.ts";
export type { TaskView } from "./instances.ts";
export { readScenario } from "./readScenario.ts";
export type { RequestLogEntry } from "./requestLog.ts";
export type { AccessKey, Behaviour, Creation, Failure, Instance, Project, Scenario, Step, Task } from "./scenario.ts";
export { ValidationError } from "./validate.ts";
