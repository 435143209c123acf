/** An element of an XML document. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  /** Elements, and text with references resolved. */
  children: (XmlElement | string)[];
}

const NAME = "[A-Za-z_:][-A-Za-z0-9._:]*";
const TOKEN = new RegExp(
  `<(?<open>${NAME})(?<attributes>(?:\\s+${NAME}="[^"<]*")*)\\s*(?<empty>/?)>|</(?<close>${NAME})\\s*>|(?<text>[^<]+)`,
  "gy",
);
// Char of XML 1.0.
const LEGAL = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;
const ENTITIES: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
};

/**
 * Parses an XML 1.0 document without prolog, comments, CDATA and document type: stricter than the standard.
 *
 * @throws if it is not well-formed
 */
export function readXml(document: string): XmlElement {
  if (!document.isWellFormed() || !LEGAL.test(document)) throw new Error("has illegal characters");
  const top: XmlElement = { name: "", attributes: {}, children: [] };
  const stack = [top];
  const text = document.trim();
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    end += match[0].length;
    const { open, attributes = "", empty, close, text: words } = match.groups ?? {};
    const parent = stack.at(-1) ?? top;
    if (words !== undefined) {
      if (words.includes("]]>")) throw new Error("has ]]> in text");
      if (parent === top) throw new Error("has text outside of its element");
      parent.children.push(resolve(words));
    } else if (open !== undefined) {
      if (parent === top && top.children.length > 0) throw new Error("has two roots");
      const element = { name: open, attributes: readAttributes(attributes), children: [] };
      parent.children.push(element);
      if (empty === "") stack.push(element);
    } else if (stack.pop()?.name !== close) {
      throw new Error(`</${close}> closes nothing`);
    }
  }
  if (end !== text.length) throw new Error(`can't be read from ${text.slice(end, end + 40)}`);
  const [root] = top.children;
  if (stack.length !== 1 || root === undefined || typeof root === "string") {
    throw new Error("is not closed");
  }
  return root;
}

/** All elements with a name, in document order. */
export function elements(root: XmlElement, name: string): XmlElement[] {
  const inside = root.children.flatMap((c) => (typeof c === "string" ? [] : elements(c, name)));
  return root.name === name ? [root, ...inside] : inside;
}

/** The text of an element. */
export function textOf(element: XmlElement | undefined): string {
  return (element?.children ?? []).map((c) => (typeof c === "string" ? c : textOf(c))).join("");
}

function readAttributes(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/([^\s=]+)="([^"]*)"/g)].map(
    ([, name = "", value = ""]): [string, string] => [name, resolve(value)],
  );
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) {
    throw new Error(`has an attribute twice: ${text}`);
  }
  return Object.fromEntries(pairs);
}

function resolve(text: string): string {
  return text.replaceAll(/&[^;]*;?/g, (entity) => {
    const char = ENTITIES[entity];
    if (char === undefined) throw new Error(`has a bare & or unknown entity: ${entity}`);
    return char;
  });
}
