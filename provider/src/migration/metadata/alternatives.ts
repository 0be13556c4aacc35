import { mostSimilar } from "../../cloud/index.ts";

const shownAtMost = 5;

/** The names most like the wanted one, quoted: `"orders", "offers" and 3 more`. Empty if there are no names. */
export function alternatives(wanted: string, names: ReadonlySet<string>): string {
  const alike = mostSimilar(wanted, names, shownAtMost).map(({ text }) => JSON.stringify(text));
  const more = names.size > alike.length ? ` and ${names.size - alike.length} more` : "";
  return alike.join(", ") + more;
}
