import { randomBytes } from "node:crypto";
import { previewGate } from "../migration/index.ts";
import { InvalidPropertiesError, type Problem, type Properties, read } from "./definition/index.ts";
import { defineResource, diffByValue } from "./definition/resource.ts";
import { inputs, outputs, type Release } from "./migrationGate/shapes.ts";
import { conditionsOf, releaseText, waitForRelease } from "./migrationGate/waitForRelease.ts";

/** How long a gate waits when `customTimeouts` does not say. */
const defaultTimeoutSeconds = 60 * 60;

export const migrationGate = defineResource({
  name: "MigrationGate",
  description:
    "Holds back everything that depends on it until migrations that were started elsewhere have finished.\n\n" +
    "Put it into `dependsOn` of what must wait. It is created once every selected task has finished; " +
    "it fails when one has failed, and when the time is up (`customTimeouts.create`, default one hour).\n\n" +
    "A gate exists only in Pulumi state, and a gate that failed is not in state: what depends on it is not created, " +
    "not even with `--target`, and the next `pulumi up` waits again.\n\n" +
    "A change of `instanceId`, `taskIds`, `taskNames`, `taskType`, `acceptStatuses` or `triggers` replaces the gate: a new one waits, " +
    "then the old one goes, and nothing that depends on it is torn down. If that wait fails, what depends on the gate is held back " +
    "in this update, and the old release stays in state: `pulumi up --target` of a dependent still passes. The same holds " +
    "for a later check with `recheck: always`. A change of another property applies without a wait.\n\n" +
    "A waiting gate takes one of the engine's places (`--parallel`; default: four times the CPU cores, so 8 on 2 cores). " +
    "With as many gates as places nothing else moves, and one with `onNoMatch: wait` may block the very task that it waits for. " +
    "So give one gate several names rather than several gates one each, and raise `--parallel`.\n\n" +
    "A preview checks once and tells what the gate would wait for. Deleting a gate changes nothing at the service. " +
    "It cannot be imported.\n\n" +
    "Needs the permission `dms:instance:getMetadataMigrationTask`.",
  inputs,
  checkedInputs: inputs,
  outputs,

  async check({ news }) {
    return { inputs: news, problems: selectionProblems(news) };
  },

  diff(request) {
    const answer = diffByValue(inputs, request);
    // A state that does not tell of a release holds nothing back: the gate is made anew.
    if (request.oldOutputs.releasedAt === undefined) {
      const add = (names: readonly string[]) => [...names, "releasedAt"];
      return { ...answer, changed: add(answer.changed), replaces: add(answer.replaces) };
    }
    // Named, because it is why the gate is updated although nothing has changed.
    if (answer.changed.length === 0 && request.newInputs.recheck === "always") {
      return { ...answer, changed: ["recheck"] };
    }
    return answer;
  },

  async preview({ id, inputs: known, oldOutputs, unknowns }, context) {
    const kept = id === undefined || oldOutputs === undefined ? undefined : releaseIn(oldOutputs);
    const looksAgain = known.recheck === "always" || unknowns.has("recheck");
    if (kept && !looksAgain) return kept;
    const { instanceId } = known;
    if (instanceId === undefined) {
      context.report.info("Waits for migrations of an instance that is not known yet.");
      return {};
    }
    if (unknowns.has("taskIds") || unknowns.has("taskNames") || unknowns.has("taskType")) {
      context.report.info(`Waits for migrations of instance ${instanceId} that are not known yet.`);
      return {};
    }
    const conditions = conditionsOf({ ...known, instanceId }, context.secrets);
    const tasksPlanned = context.memory.plansTaskOn(instanceId);
    const outlook = await previewGate(context.client, instanceId, conditions, { tasksPlanned, signal: context.signal });
    context.report.info(outlook.text);
    if (!kept) return {};
    const { checkedAt: _, ...unchanged } = kept;
    return outlook.state === "released" ? unchanged : { timeoutSeconds: kept.timeoutSeconds };
  },

  async create({ inputs: given, timeoutSeconds = defaultTimeoutSeconds }, context) {
    const released = await waitForRelease(given, timeoutSeconds, context);
    context.report.info(releaseText(released, false));
    return { id: `gate-${randomBytes(6).toString("hex")}`, outputs: released.release };
  },

  async update({ inputs: given, oldOutputs, timeoutSeconds }, context) {
    const kept = releaseIn(oldOutputs);
    if (given.recheck !== "always") return { outputs: kept };
    const released = await waitForRelease(given, timeoutSeconds ?? kept.timeoutSeconds, context);
    context.report.info(releaseText(released, true));
    const { release, isAtOnce } = released;
    if (isAtOnce) return { outputs: { ...kept, checkedAt: release.checkedAt } };
    return { outputs: { ...release, timeoutSeconds: kept.timeoutSeconds } };
  },

  // The service knows nothing of a gate: what there is to know of it is what state holds.
  async read({ id, inputs: given, outputs: kept }) {
    if (given === undefined) {
      throw new InvalidPropertiesError([
        {
          property: "",
          reason: "A MigrationGate cannot be imported or looked up: it exists only in Pulumi state. Create it instead.",
        },
      ]);
    }
    return { id, inputs: given, outputs: kept };
  },

  async delete() {},
});

/** What state has of the gate's release, without the inputs that lie beside it. */
function releaseIn(kept: Properties): Release {
  return read(outputs, Object.fromEntries(Object.entries(kept).filter(([name]) => Object.hasOwn(outputs, name))));
}

/** A gate selects in one way: by id, by name, or every task (of a type). */
function selectionProblems(news: Properties): Problem[] {
  const given = ["taskIds", "taskNames", "taskType"].filter((name) => news[name] !== undefined && news[name] !== null);
  return given.slice(1).map((property) => ({
    property,
    reason: `Cannot be given together with ${given[0]}: a gate selects by id, by name, or every task of a type. Leave one out.`,
  }));
}
