/** The parts of a resource's URN. */
export interface UrnParts {
  readonly stack: string;
  readonly project: string;
  /** The resource's own type token, e.g. `huaweicloud-rocketmq:index:MigrationGate`, without its parents' types. */
  readonly type: string;
  readonly name: string;
}

/** Splits `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`. Only the name may contain `::`. */
export function parseUrn(urn: string): UrnParts {
  const [stack = "", project = "", types = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
  return { stack, project, type: types.split("$").at(-1) ?? "", name: name.join("::") };
}
