import { parseUrn } from "../urn.ts";

/** Says which resource a task's name belongs to. */
export function takenNameText(name: string, owner: string): string {
  return `The name "${name}" is used by ${resourceText(owner)}, and a task can belong to one resource only. Choose another name, or use that resource.`;
}

/** A resource by its name and its URN. */
export function resourceText(urn: string): string {
  return `resource "${parseUrn(urn).name}" (${urn})`;
}
