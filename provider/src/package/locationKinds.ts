import { endpointRule, iamEndpointRule, projectIdRule, type Rule, regionRule } from "../cloud/index.ts";
import { type Kind, refuse } from "./definition/kind.ts";

// Kinds of values that say where requests go. Their rules are the cloud layer's, so that both check the same.

export const regionText = textBy(regionRule);

export const projectIdText = textBy(projectIdRule);

export const endpointUrl = textBy(endpointRule);

export const iamEndpointUrl = textBy(iamEndpointRule);

function textBy(rule: Rule): Kind<string> {
  return {
    spec: () => ({ type: "string" }),
    read(value, place) {
      if (typeof value !== "string") return refuse(value, place, rule.allowed, rule.remedy);
      if (rule.accepts(value)) return value;
      const secretProblem = rule.secretProblem?.(value);
      if (secretProblem === undefined) return refuse(value, place, rule.allowed, rule.remedy);
      // Reported without its property, because the engine prints the property's value beside the problem.
      place.problems.add("", `${place.path}: Must be ${rule.allowed}, but ${secretProblem}.`);
      return undefined;
    },
  };
}
