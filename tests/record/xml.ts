/** Reads a document as strictly as XML demands, as far as our pictures use it, and answers its texts by their element's name. */
export function readXml(document: string): { element: string; attributes: Map<string, string>; text: string }[] {
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(document))
    throw new Error("a forbidden character");
  const texts: { element: string; attributes: Map<string, string>; text: string }[] = [];
  const open: { name: string; attributes: Map<string, string> }[] = [];
  const token = /<\/([\w:-]+)\s*>|<([\w:-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
  while (token.lastIndex < document.length) {
    const at = token.lastIndex;
    const match = token.exec(document);
    if (!match) throw new Error(`no XML at ${at}: ${document.slice(at, at + 60)}`);
    const [, closed, opened, attributeText = "", empty, text] = match;
    const inside = open.at(-1);
    if (closed !== undefined && open.pop()?.name !== closed) throw new Error(`</${closed}> closes what is not open`);
    if (opened !== undefined) {
      const attributes = new Map<string, string>();
      for (const [, name = "", value = ""] of attributeText.matchAll(/([\w:-]+)="([^"]*)"/g)) {
        if (attributes.has(name)) throw new Error(`${name} twice in <${opened}>`);
        attributes.set(name, unescapeXml(value));
      }
      if (empty !== "/") open.push({ name: opened, attributes });
    }
    if (text !== undefined && inside)
      texts.push({ element: inside.name, attributes: inside.attributes, text: unescapeXml(text) });
    else if (text !== undefined && text.trim() !== "") throw new Error(`text outside of all elements: ${text}`);
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)?.name}> is not closed`);
  return texts;
}

const characters: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

function unescapeXml(text: string): string {
  return text.replaceAll(/&(?:(\w+);)?/g, (reference, name: string | undefined) => {
    const character = characters[name ?? ""];
    if (character === undefined) throw new Error(`no entity: ${reference}`);
    return character;
  });
}
