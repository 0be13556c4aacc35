/** Instances: one by its id, or all of a project by name, status and engine. */
import { type Answer, ok } from "./answers.ts";
import type { InstanceState } from "./instances.ts";
import { firstIndex, readLimit } from "./paging.ts";

/** RocketMQ instances are "reliability"; older SDKs ask for "rocketmq". */
const engines = ["reliability", "rocketmq"];

/** `GET …/instances/{instance_id}`. */
export function getInstance(instance: InstanceState, now: Date): Answer {
  return ok(describe(instance, now));
}

/**
 * `GET …/instances?engine=&name=&exact_match_name=&instance_id=&status=&limit=&offset=`. `name` matches any part of a
 * name, unless `exact_match_name` is true. Unlike in the list of tasks, `offset` is a record offset from 0.
 */
export function listInstances(
  instances: readonly InstanceState[],
  query: ReadonlyMap<string, string>,
  now: Date,
): Answer {
  const { engine, name, exact_match_name, instance_id, status, limit, offset } = Object.fromEntries(query);
  const pageSize = readLimit(limit, {});
  const first = firstIndex(offset, pageSize, { offset: "record" });
  const found = instances
    .filter(() => !engine || engines.includes(engine))
    .filter((one) => !name || (exact_match_name === "true" ? one.name === name : one.name.includes(name)))
    .filter((one) => !instance_id || one.id === instance_id)
    .filter((one) => !status || one.status(now) === status);
  return ok({
    instances: found.slice(first, first + pageSize).map((one) => describe(one, now)),
    instance_num: found.length,
  });
}

function describe(instance: InstanceState, now: Date): Record<string, unknown> {
  return {
    instance_id: instance.id,
    name: instance.name,
    engine: "reliability",
    engine_version: instance.content.engineVersion,
    status: instance.status(now),
    type: "cluster",
    broker_num: instance.content.brokers.length,
  };
}
