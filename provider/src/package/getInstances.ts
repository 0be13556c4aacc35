import { listInstances } from "../migration/index.ts";
import { calledClient, callOverrides } from "./callOverrides.ts";
import { defineFunction } from "./definition/function.ts";
import {
  anyText,
  choice,
  type Enumeration,
  integer,
  list,
  type ObjectType,
  object,
  optional,
  required,
  text,
} from "./definition/index.ts";

const engine = {
  name: "InstanceEngine",
  description: "The service's names for the engine of its instances.",
  values: {
    reliability: "RocketMQ, by its older name in the API.",
    rocketmq: "RocketMQ.",
  },
} as const satisfies Enumeration<string>;

const instanceShape = {
  id: required(text(), "ID of the instance: the `instanceId` of functions and resources."),
  name: required(anyText(), "Its name. Names need not be unique, and may change."),
  status: required(anyText(), "Its status, e.g. `RUNNING`. A migration can be submitted only while it is `RUNNING`."),
  engine: required(anyText(), "Its engine, e.g. `reliability`."),
  engineVersion: required(
    anyText(),
    "Version of the engine, e.g. `4.8.0` or `5.x`. Empty if the service does not say.",
  ),
  brokerCount: optional(
    integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    "How many brokers it has. A migration creates every topic on each of them. Absent if the service does not say.",
  ),
};

const instance: ObjectType<typeof instanceShape> = {
  name: "InstanceInfo",
  description: "A DMS for RocketMQ instance.",
  shape: instanceShape,
};

export const getInstances = defineFunction({
  name: "getInstances",
  description:
    "Lists the DMS for RocketMQ instances of the project, to find the ID of one by its name.\n\n" +
    "Resources take an instance's ID and not its name: a name may change, and several instances may have the same one. A new name would then " +
    "move a migration to another instance. Look the ID up with this function, and check that it finds exactly one instance.\n\n" +
    "It reads once and never waits. Requires the permission `dms:instance:list`.",
  inputs: {
    name: optional(text(), "Name of the instance: the whole name. By default, instances of any name are listed."),
    status: optional(
      text(),
      "Status of the instances, e.g. `RUNNING`. By default, instances in any status are listed.",
    ),
    engine: optional(choice(engine), "Engine of the instances.", { default: "reliability" }),
    ...callOverrides,
  },
  outputs: {
    instances: required(list(object(instance)), "The instances, in the service's order. Empty if there are none."),
  },
  async run(args, context) {
    const { name, status, engine: wanted } = args;
    const query = { name, status, engine: wanted };
    const found = await listInstances(calledClient(args, context), query, { signal: context.signal });
    return {
      instances: found.map(({ brokerCount, ...rest }) => ({
        ...rest,
        ...(brokerCount === undefined ? {} : { brokerCount }),
      })),
    };
  },
});
