import { isBad, isGood, kindNamed, plain, type TaskFailure, uniqueFailures } from "./resultWords.ts";

const THING =
  /\b(topic|consumer[ _-]?group|subscription[ _-]?group|group|vhost|virtual[ _-]?host|queue|exchange|binding)s?(?:[ _-]?name)?(?:\s*[:=]\s*|\s+|(?=["'`[(<]))["'`[(<]?([\w%|./-]*[\w%|/-])/gi;

/** Words that follow "topic" in a sentence without being its name. */
const NO_NAMES: ReadonlySet<string> = new Set(
  "a already an and are cannot config configuration count could create created creating creation does error errors exists fail failed failure failures has have in info invalid is list metadata migrated migration name names not of on or result results status that the to was were with".split(
    " ",
  ),
);

/**
 * Failures in plain text, line by line: `topic order-events failed: already exists`, or `order-events: already exists`. A line
 * that speaks of no failure is passed over, and so is one in which nothing can be told.
 */
export function failuresInText(text: string, kind: TaskFailure["kind"] = "unknown"): TaskFailure[] {
  return uniqueFailures(text.split(/[\r\n]+|;\s/).flatMap((line) => failureInLine(line.trim(), kind)));
}

/** `queue orders.created: the quota is used up`: plain enough to need no word for failure. */
const PLAIN_LINE =
  /^[-*\s]*(topic|consumer[ _-]?group|subscription[ _-]?group|group|vhost|queue|exchange|binding)\s+(\S[^:]*):\s+(\S.*)$/i;

function failureInLine(line: string, kind: TaskFailure["kind"]): TaskFailure[] {
  const [, plainKind = "", plainName = "", plainReason = ""] = PLAIN_LINE.exec(line) ?? [];
  if (plainName !== "" && !plainName.split(/\s+/).some((word) => NO_NAMES.has(word.toLowerCase()))) {
    return isGood(plainReason)
      ? []
      : [{ kind: kindNamed(plain(plainKind)) ?? kind, name: plainName, reason: plainReason }];
  }
  if (!isBad(line)) {
    return [];
  }
  for (const match of line.matchAll(THING)) {
    const [matched, word = "", name = ""] = match;
    if (!NO_NAMES.has(name.toLowerCase())) {
      const rest = line.slice(match.index + matched.length);
      return [{ kind: kindNamed(plain(word)) ?? kind, name, reason: reasonIn(rest) || line }];
    }
  }
  const pair = /^[-*\s]*["'`]?([\w%|./-]*[\w%|/-])["'`]?\s*[:=]\s*(\S.*)$/.exec(line);
  const [, name = "", reason = ""] = pair ?? [];
  if (name === "" || isGood(reason)) {
    return [];
  }
  const isLabel =
    /^(?:error|errors|fail|failed|failure|failures|reason|cause|message|msg|exception|result|status)$/i.test(name);
  return isLabel ? [{ kind, name: "", reason }] : [{ kind, name, reason }];
}

/** The words after a thing's name: what follows a colon, or all of them. */
function reasonIn(rest: string): string {
  const words = rest.replace(/^["'`\])>\s,.:=-]+/, "");
  const explained = /^[^:]{0,60}\bfail(?:ed|ure)?\b[^:]{0,60}:\s*(\S.*)$/i.exec(words)?.[1];
  return (explained ?? words).trim();
}
