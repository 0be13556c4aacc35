type Expected = "value" | "firstValue" | "key" | "firstKey" | "separator";

/**
 * The offset of the first character that is invalid in JSON, or the length of a text that ends too early. For a text
 * that `JSON.parse` has rejected: Node gives the position of some errors only, and quotes the text in all others.
 */
export function syntaxErrorOffset(text: string): number {
  const closers: string[] = [];
  let expected: Expected = "value";
  let at = 0;
  for (;;) {
    at = endOf(/[ \t\n\r]*/y, text, at) ?? at;
    const character = text[at];
    if (character === undefined) return at;
    const canClose = expected === "separator" || expected === "firstValue" || expected === "firstKey";
    if (canClose && closers.length > 0 && character === closers.at(-1)) {
      closers.pop();
      expected = "separator";
      at += 1;
    } else if (expected === "separator") {
      if (character !== "," || closers.length === 0) return at;
      expected = closers.at(-1) === "}" ? "key" : "value";
      at += 1;
    } else if (expected === "key" || expected === "firstKey") {
      const end = character === '"' ? stringEnd(text, at) : { at, isValid: false };
      const colon = end.isValid ? (endOf(/[ \t\n\r]*/y, text, end.at) ?? end.at) : end.at;
      if (!end.isValid || text[colon] !== ":") return colon;
      expected = "value";
      at = colon + 1;
    } else if (character === "{" || character === "[") {
      closers.push(character === "{" ? "}" : "]");
      expected = character === "{" ? "firstKey" : "firstValue";
      at += 1;
    } else {
      const end = scalarEnd(text, at);
      if (!end.isValid) return end.at;
      expected = "separator";
      at = end.at;
    }
  }
}

/** Where a token ends, or where it is invalid. */
interface End {
  readonly at: number;
  readonly isValid: boolean;
}

function scalarEnd(text: string, at: number): End {
  if (text[at] === '"') return stringEnd(text, at);
  const end = endOf(/(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)/y, text, at);
  if (end !== undefined) return { at: end, isValid: true };
  // The error is at the first character that differs; a word cut short by the end of the text has none.
  const word = ["true", "false", "null", "-"].find(([first]) => first === text[at]) ?? "";
  let error = at;
  while (error < text.length && text[error] === word[error - at]) {
    error += 1;
  }
  return { at: error, isValid: false };
}

function stringEnd(text: string, start: number): End {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') return { at: at + 1, isValid: true };
    if (character === "\\") {
      const end = endOf(/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y, text, at);
      if (end === undefined) return { at: at + 1 < text.length ? at + 1 : text.length, isValid: false };
      at = end - 1;
    } else if (text.charCodeAt(at) < 0x20) {
      return { at, isValid: false };
    }
  }
  return { at: text.length, isValid: false };
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
