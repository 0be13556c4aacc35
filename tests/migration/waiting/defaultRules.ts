import { type GateRules, pulumiTerms } from "../../../provider/src/migration/index.ts";

/** The rules of a gate that sets only its selection, as the definition of its inputs has them. */
export const defaultRules: Omit<GateRules, "selection"> = {
  acceptStatuses: ["finished"],
  onNoMatch: "fail",
  failFast: true,
  onVanish: "fail",
  verify: "none",
  hideOthers: false,
  terms: pulumiTerms,
};
