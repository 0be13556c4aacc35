import { randomBytes } from "node:crypto";
import { previewGate } from "../migration/index.ts";
import { cannotRequire } from "./cannotRequire.ts";
import { defaultsOf, InvalidPropertiesError, type Problem, type Properties, read } from "./definition/index.ts";
import { defineResource, diffByValue } from "./definition/resource.ts";
import { cannotBeImported, inputs, outputs, type Release } from "./migrationGate/shapes.ts";
import { releaseText, rulesOf, waitForRelease } from "./migrationGate/waitForRelease.ts";
import { PlannedTasks } from "./plannedTasks.ts";
import { defaultTimeoutText } from "./timeout.ts";

const replacing: readonly string[] = Object.entries(inputs).flatMap(([name, { replaces }]) =>
  replaces ? [`\`${name}\``] : [],
);

/** Holds back what depends on it. Its definition and its wait are in migrationGate/. */
export const migrationGate = defineResource({
  name: "MigrationGate",
  description:
    "Holds back everything that depends on it until migrations that were started elsewhere have finished.\n\n" +
    "Put it into the `dependsOn` of what must wait. It is created once every selected task has finished. " +
    `It fails if a task fails, or if the wait times out (\`customTimeouts.create\`, ${defaultTimeoutText} by default).\n\n` +
    "A gate exists only in Pulumi state, and a failed gate is not in state: what depends on it is not created, " +
    "not even with `--target`, and the next `pulumi up` waits again.\n\n" +
    `A change of ${replacing.slice(0, -1).join(", ")} or ${replacing.at(-1)} replaces the gate: the new one waits, ` +
    "then the old one is deleted, and nothing that depends on it is torn down. If that wait fails, what depends on the gate is held back " +
    "in this update, but the old release stays in state, so `pulumi up --target` of a dependent succeeds. The same applies " +
    "to later checks with `recheck: always`. A change of any other property takes effect without a wait.\n\n" +
    "A waiting gate occupies one of the engine's parallel slots (`--parallel`; by default four per CPU core, so 8 on 2 cores). " +
    "While waiting gates occupy all slots, nothing else runs, and a gate with `onNoMatch: wait` can block the very task that it waits for. " +
    "Use one gate with several names rather than one gate per name, and raise `--parallel`.\n\n" +
    "A preview checks once and says what the gate would wait for. Deleting a gate changes nothing at the service. " +
    "A gate cannot be imported.\n\n" +
    "Requires the permission `dms:instance:getMetadataMigrationTask`, and for `verify` also `dms:topic:list` and `dms:group:list`.",
  inputs,
  checkedInputs: inputs,
  outputs,

  async check({ news }) {
    return { inputs: news, problems: [...selectionProblems(news), ...verifyProblems(news)] };
  },

  diff(request) {
    const result = diffByValue(inputs, request);
    // Without a release in state, the gate holds nothing back, so it is replaced.
    if (request.oldOutputs.releasedAt === undefined) {
      const add = (names: readonly string[]) => [...names, "releasedAt"];
      return { ...result, changed: add(result.changed), replaces: add(result.replaces) };
    }
    // The reason for an update although nothing has changed.
    if (result.changed.length === 0 && request.newInputs.recheck === "always") {
      return { ...result, changed: ["recheck"] };
    }
    return result;
  },

  async preview({ id, inputs: known, oldOutputs, unknowns }, context) {
    const kept = id === undefined || oldOutputs === undefined ? undefined : releaseIn(oldOutputs);
    const checksAgain = known.recheck === "always" || unknowns.has("recheck");
    if (kept && !checksAgain) return kept;
    const { instanceId } = known;
    if (instanceId === undefined) {
      context.report.info("Waits for migrations of an instance that is not known yet.");
      return {};
    }
    if (unknowns.has("taskIds") || unknowns.has("taskNames") || unknowns.has("taskType")) {
      context.report.info(`Waits for migrations of instance ${instanceId} that are not known yet.`);
      return {};
    }
    const rules = rulesOf({ ...defaultsOf(inputs), ...known, instanceId }, context.secrets);
    const tasksPlanned = context.memory.part(PlannedTasks).plansTaskOn(instanceId);
    const outlook = await previewGate(context.client, instanceId, rules, { tasksPlanned, signal: context.signal });
    context.report.info(outlook.text);
    if (!kept) return {};
    const { checkedAt: _, ...unchanged } = kept;
    return outlook.state === "released" ? unchanged : { timeoutSeconds: kept.timeoutSeconds };
  },

  async create({ inputs: given, timeoutSeconds }, context) {
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
    const { checkedAt, verifications } = release;
    if (isAtOnce) return { outputs: { ...kept, checkedAt, ...(verifications ? { verifications } : {}) } };
    return { outputs: { ...release, timeoutSeconds: kept.timeoutSeconds } };
  },

  // The service does not know gates: state is all there is.
  async read({ id, inputs: given, outputs: kept }) {
    if (given === undefined) {
      throw new InvalidPropertiesError([{ property: "", reason: cannotBeImported }]);
    }
    return { id, inputs: given, outputs: kept };
  },

  async delete() {},
});

/** The gate's release in state, without its inputs. */
function releaseIn(kept: Properties): Release {
  return read(outputs, Object.fromEntries(Object.entries(kept).filter(([name]) => Object.hasOwn(outputs, name))));
}

/** What a gate cannot verify must not pass silently. */
function verifyProblems({ verify, taskType }: Properties): Problem[] {
  return verify === "require" && taskType === "rabbitToRocket" ? [cannotRequire] : [];
}

/** A gate selects tasks in one way: by ID, by name, or all of them (of a type). */
function selectionProblems(news: Properties): Problem[] {
  const given = ["taskIds", "taskNames", "taskType"].filter((name) => news[name] !== undefined && news[name] !== null);
  return given.slice(1).map((property) => ({
    property,
    reason: `Cannot be combined with ${given[0]}: a gate selects tasks by ID, by name or by type. Remove one of the two.`,
  }));
}
