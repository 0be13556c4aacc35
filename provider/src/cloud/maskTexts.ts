import { printable } from "./printable.ts";
import { percentEncode } from "./signing/percentEncode.ts";

/** A shorter text gives nothing away, and is part of too many others. */
const shortestSecret = 3;

/** The shortest beginning of a secret that is masked where a text was cut after it. */
const shortestBeginning = 6;

/** Replaces a secret, in every message of this package. */
export const secretMark = "[secret]";

/** Masks secrets in a text. */
export type Mask = (text: string) => string;

/**
 * Makes a mask for these secrets. It finds a secret in each form in which a text can contain it: as it is, in JSON, in JSON
 * within JSON, in a URL, with its control characters escaped; and as a beginning followed by an ellipsis.
 * @param secrets those with fewer than 3 characters are ignored
 */
export function maskTexts(secrets: readonly string[]): Mask {
  const forms = new Forms(secrets);
  return (text) => replaceAll(text, forms);
}

/** The forms of all secrets, by length, so that a text is scanned once, however many secrets there are. */
class Forms {
  readonly #byLength: readonly (readonly [number, ReadonlySet<string>])[];
  readonly #starts: ReadonlySet<string>;
  readonly #sorted: readonly string[];

  constructor(secrets: readonly string[]) {
    const all = new Set(secrets.filter((secret) => secret.length >= shortestSecret).flatMap(formsOf));
    const byLength = new Map<number, Set<string>>();
    for (const form of all) {
      const same = byLength.get(form.length);
      if (same) same.add(form);
      else byLength.set(form.length, new Set([form]));
    }
    this.#byLength = [...byLength].sort(([one], [other]) => other - one);
    this.#starts = new Set([...all].map((form) => form.slice(0, shortestSecret)));
    this.#sorted = [...all].filter((form) => form.length >= shortestBeginning).sort();
  }

  /** The length of the longest secret at this position; 0 if there is none. */
  lengthAt(text: string, start: number): number {
    if (!this.#starts.has(text.slice(start, start + shortestSecret))) return 0;
    for (const [length, same] of this.#byLength) {
      if (start + length <= text.length && same.has(text.slice(start, start + length))) return length;
    }
    return 0;
  }

  isBeginning(text: string): boolean {
    if (!this.#starts.has(text.slice(0, shortestSecret))) return false;
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] ?? "") < text) low = middle + 1;
      else high = middle;
    }
    return this.#sorted[low]?.startsWith(text) ?? false;
  }
}

function replaceAll(text: string, forms: Forms): string {
  const found: { start: number; end: number }[] = [];
  const ellipses = [...text.matchAll(/…|\.\.\./g)].map(({ index }) => index);
  let next = 0;
  for (let start = 0; start < text.length; start += 1) {
    while ((ellipses[next] ?? Number.POSITIVE_INFINITY) < start) next += 1;
    const length = Math.max(forms.lengthAt(text, start), beginningAt(text, start, ellipses[next], forms));
    if (length === 0) continue;
    const last = found.at(-1);
    // Overlapping secrets are masked together: masking only the first would leave the end of the second.
    if (last && start < last.end) last.end = Math.max(last.end, start + length);
    else found.push({ start, end: start + length });
  }
  let masked = "";
  let from = 0;
  for (const { start, end } of found) {
    masked += text.slice(from, start) + secretMark;
    from = end;
  }
  return masked + text.slice(from);
}

function beginningAt(text: string, start: number, ellipsis: number | undefined, forms: Forms): number {
  if (ellipsis === undefined || ellipsis - start < shortestBeginning) return 0;
  return forms.isBeginning(text.slice(start, ellipsis)) ? ellipsis - start : 0;
}

/** How a secret is written in errors, in JSON and in URLs. */
function formsOf(secret: string): string[] {
  const inJson = [secret, printable(secret), ...jsonForms(secret)];
  return [...inJson, ...inJson.flatMap(jsonForms), ...inJson.flatMap(urlForms)];
}

function jsonForms(text: string): string[] {
  const written = JSON.stringify(text).slice(1, -1);
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  // Go escapes HTML's special characters, Python everything that is not ASCII.
  const forms = [written, written.replace(/[<>&\u2028\u2029]/g, escaped), written.replace(/[^ -~]/g, escaped)];
  return forms.filter((form) => form !== text);
}

function urlForms(text: string): string[] {
  const strict = percentEncode(text);
  const lax = encodeURIComponent(Buffer.from(text, "utf8").toString("utf8"));
  const forms = [strict, lax, strict.replaceAll("%20", "+"), lax.replaceAll("%20", "+")];
  const lower = forms.map((form) => form.replace(/%../g, (triple) => triple.toLowerCase()));
  return [...forms, ...lower].filter((form) => form !== text);
}
