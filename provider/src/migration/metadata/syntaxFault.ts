type Expected = "value" | "firstValue" | "key" | "firstKey" | "separator";

/**
 * The offset of the first character that cannot be JSON, or the text's length when it ends too early. Meant for a text
 * that `JSON.parse` has refused: Node tells the position of some faults only, and quotes the text for all others.
 */
export function syntaxFaultOffset(text: string): number {
  const closers: string[] = [];
  let expected: Expected = "value";
  let at = 0;
  for (;;) {
    at = endOf(/[ \t\n\r]*/y, text, at) ?? at;
    const character = text[at];
    if (character === undefined) {
      return at;
    }
    const mayClose = expected === "separator" || expected === "firstValue" || expected === "firstKey";
    if (mayClose && closers.length > 0 && character === closers.at(-1)) {
      closers.pop();
      expected = "separator";
      at += 1;
    } else if (expected === "separator") {
      if (character !== "," || closers.length === 0) {
        return at;
      }
      expected = closers.at(-1) === "}" ? "key" : "value";
      at += 1;
    } else if (expected === "key" || expected === "firstKey") {
      const end = character === '"' ? stringEnd(text, at) : { at, whole: false };
      const colon = end.whole ? (endOf(/[ \t\n\r]*/y, text, end.at) ?? end.at) : end.at;
      if (!end.whole || text[colon] !== ":") {
        return colon;
      }
      expected = "value";
      at = colon + 1;
    } else if (character === "{" || character === "[") {
      closers.push(character === "{" ? "}" : "]");
      expected = character === "{" ? "firstKey" : "firstValue";
      at += 1;
    } else {
      const end = scalarEnd(text, at);
      if (!end.whole) {
        return end.at;
      }
      expected = "separator";
      at = end.at;
    }
  }
}

interface End {
  readonly at: number;
  readonly whole: boolean;
}

function scalarEnd(text: string, at: number): End {
  if (text[at] === '"') {
    return stringEnd(text, at);
  }
  const end = endOf(/(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)/y, text, at);
  if (end !== undefined) {
    return { at: end, whole: true };
  }
  // The fault is the first character that differs; a word that only the text's end cuts short has none.
  const word = ["true", "false", "null", "-"].find(([first]) => first === text[at]) ?? "";
  let fault = at;
  while (fault < text.length && text[fault] === word[fault - at]) {
    fault += 1;
  }
  return { at: fault, whole: false };
}

function stringEnd(text: string, start: number): End {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') {
      return { at: at + 1, whole: true };
    }
    if (character === "\\") {
      const end = endOf(/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y, text, at);
      if (end === undefined) {
        return { at: at + 1 < text.length ? at + 1 : text.length, whole: false };
      }
      at = end - 1;
    } else if (text.charCodeAt(at) < 0x20) {
      return { at, whole: false };
    }
  }
  return { at: text.length, whole: false };
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
