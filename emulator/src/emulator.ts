/** Starts an emulator in a program and controls it: what tests use. */
import type { AddressInfo } from "node:net";
import { defaultScenario } from "./defaultScenario.ts";
import { type Fault, faultSchema } from "./faults.ts";
import type { InstanceState, TaskView } from "./instances.ts";
import { readScenario, readScenarioChange } from "./readScenario.ts";
import { RequestLog, type RequestLogEntry } from "./requestLog.ts";
import { type Behaviour, behaviourSchema, type Failure, type Scenario, type Task, taskSchema } from "./scenario.ts";
import { createEmulatorServer } from "./server.ts";
import {
  type ConsumerGroup,
  type ConsumerGroupSettings,
  consumerGroupSchema,
  type Topic,
  type TopicSettings,
  topicSchema,
} from "./topicsAndGroups.ts";
import { validate } from "./validate.ts";
import { World } from "./world.ts";

/** Options of startEmulator. */
export interface EmulatorOptions {
  /** Port on 127.0.0.1. Default 0: any free port. */
  port?: number;
  /** Default: DEFAULT_SCENARIO. */
  scenario?: Scenario;
  /** The clock of all timelines, expiries and the signature's time window. Default: the real time. */
  now?: () => Date;
  /** Called for each request, just before its response is sent. */
  onRequest?: (entry: RequestLogEntry) => void;
}

/** A running emulator. Its methods take an instance's id, and a task's id or name; they throw for unknown ones. */
export interface Emulator {
  /** E.g. `http://127.0.0.1:41234`: endpoint of the service, of IAM and of the ECS metadata service. */
  readonly url: string;
  /** All requests so far, the oldest first. */
  readonly requests: readonly RequestLogEntry[];
  /** Closes all connections and stops listening. */
  close(): Promise<void>;
  /** Replaces parts of the scenario; instances with known ids restart, others are added. Throws ValidationError. */
  scenario(changed: Partial<Scenario>): void;
  /** The tasks of an instance as they are now, in the service's order. */
  tasks(instanceId: string): TaskView[];
  /** Names that exist on an instance now, e.g. `topic orders`, `queue shop/invoices`. */
  existing(instanceId: string): string[];
  /** The topics as the instance's list shows them now. */
  topics(instanceId: string): Topic[];
  /** The consumer groups as the instance's list shows them now. */
  consumerGroups(instanceId: string): ConsumerGroup[];
  /** Creates or replaces a topic, as another client might. Throws ValidationError. */
  setTopic(instanceId: string, topic: TopicSettings): void;
  /** Creates or replaces a consumer group, as another client might. Throws ValidationError. */
  setConsumerGroup(instanceId: string, group: ConsumerGroupSettings): void;
  /** Deletes a topic. False if there is none of this name. */
  removeTopic(instanceId: string, name: string): boolean;
  /** Deletes a consumer group. False if there is none of this name. */
  removeConsumerGroup(instanceId: string, name: string): boolean;
  /** Adds a task as a scenario would, at the end of the list; its timeline counts from now. Returns its id. */
  addTask(instanceId: string, task: Task): string;
  /** Deletes a task's record, as another client might. */
  removeTask(instanceId: string, idOrName: string): void;
  /** Sets a task's status from now on; `failures` lists what could not be migrated. */
  setStatus(instanceId: string, idOrName: string, status: string, failures?: readonly Failure[]): void;
  /** Sets an instance's status from now on, e.g. RUNNING. */
  setInstanceStatus(instanceId: string, status: string): void;
  /** Changes some of an instance's switches. Throws ValidationError. */
  setBehaviour(instanceId: string, behaviour: Behaviour): void;
  /** Adds a fault after the present ones. Throws ValidationError. */
  addFault(fault: Fault): void;
  /** Removes all faults. */
  clearFaults(): void;
  /** Forgets all requests so far. */
  clearRequests(): void;
}

/** Starts an emulator on 127.0.0.1. Throws ValidationError for a bad scenario, and what `listen` throws. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const now = options.now ?? ((): Date => new Date());
  const world = new World(readScenario(options.scenario ?? defaultScenario), now());
  const log = new RequestLog(options.onRequest);
  const server = createEmulatorServer(world, log, now);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;

  const instance = (id: string): InstanceState => {
    const found = world.instances.get(id);
    if (found === undefined) throw new Error(`the emulator has no instance ${id}`);
    return found;
  };
  const task = (instanceId: string, idOrName: string): TaskView => {
    const found = instance(instanceId).task(idOrName, now());
    if (found === undefined) throw new Error(`the instance ${instanceId} has no task ${idOrName}`);
    return found;
  };

  return {
    url: `http://127.0.0.1:${port}`,
    requests: log.entries,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    scenario: (changed) => world.change(readScenarioChange(changed, world.scenario), now()),
    tasks: (instanceId) => instance(instanceId).tasks(now()),
    existing: (instanceId) => instance(instanceId).settled(now()).names(),
    topics: (instanceId) => instance(instanceId).topics(now()),
    consumerGroups: (instanceId) => instance(instanceId).consumerGroups(now()),
    setTopic: (instanceId, topic) =>
      instance(instanceId)
        .settled(now())
        .setTopic(validate(topicSchema, topic, "topic"), now()),
    setConsumerGroup: (instanceId, group) =>
      instance(instanceId)
        .settled(now())
        .setGroup(validate(consumerGroupSchema, group, "consumerGroup"), now()),
    removeTopic: (instanceId, name) => instance(instanceId).settled(now()).removeTopic(name),
    removeConsumerGroup: (instanceId, name) => instance(instanceId).settled(now()).removeGroup(name),
    addTask: (instanceId, added) => instance(instanceId).add(validate(taskSchema, added, "task"), now()),
    removeTask: (instanceId, idOrName) => {
      instance(instanceId).delete(task(instanceId, idOrName).id, now());
    },
    setStatus: (instanceId, idOrName, status, failures) => {
      instance(instanceId).setTaskStatus(task(instanceId, idOrName).id, status, failures, now());
    },
    setInstanceStatus: (instanceId, status) => instance(instanceId).setStatus(status),
    setBehaviour: (instanceId, behaviour) => {
      const found = instance(instanceId);
      found.behaviour = { ...found.behaviour, ...validate(behaviourSchema, behaviour, "behaviour") };
    },
    addFault: (fault) => world.faults.add(validate(faultSchema, fault, "fault")),
    clearFaults: () => world.faults.clear(),
    clearRequests: () => {
      log.entries.length = 0;
    },
  };
}
