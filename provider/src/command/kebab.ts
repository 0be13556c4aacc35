/** A name in the spelling of options and outputs: `project-id` for `projectId`. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
