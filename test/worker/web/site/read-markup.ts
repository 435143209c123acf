/** An element of an XML document. */
export interface XmlElement {
  name: string;
  attributes: ReadonlyMap<string, string>;
  children: XmlElement[];
  /** Its own text and that of its children, in order. */
  text: string;
}

const NAME = /[A-Za-z_:][A-Za-z0-9_:.-]*/y;
const SPACE = /[ \t\r\n]*/y;
const COMMENT = /<!--(?:[^-]|-[^-])*-->/y;
const DECLARATION = /<\?xml version="1\.[01]"(?: encoding="[A-Za-z][A-Za-z0-9._-]*")?[ ]*\?>/y;
// The Char production of XML 1.0.
const NOT_A_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * Reads a well-formed XML document without DOCTYPE, CDATA and processing instructions.
 *
 * @throws where the text is anything else
 */
export function parseXml(source: string): XmlElement {
  let at = 0;
  const fail = (what: string): never => {
    throw new Error(`not well-formed at ${at}: ${what}: ${source.slice(at, at + 40)}`);
  };
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0] ?? null;
    at += found?.length ?? 0;
    return found;
  };
  const expectText = (text: string): void => {
    if (!source.startsWith(text, at)) fail(`no ${text}`);
    at += text.length;
  };
  const until = (end: string): string => {
    const to = source.indexOf(end, at);
    if (to < 0) fail(`no ${end}`);
    const raw = source.slice(at, to);
    at = to;
    return raw;
  };
  const misc = (): void => {
    do take(SPACE);
    while (take(COMMENT) !== null);
  };

  const attributes = (): Map<string, string> => {
    const found = new Map<string, string>();
    for (;;) {
      const space = take(SPACE);
      const name = take(NAME);
      if (name === null) return found;
      if (!space) fail("no space before an attribute");
      if (found.has(name)) fail(`${name} stands twice`);
      expectText("=");
      const quote = source.startsWith("'", at) ? "'" : '"';
      expectText(quote);
      const raw = until(quote);
      if (raw.includes("<")) fail("< in an attribute");
      found.set(name, decode(raw));
      at += 1;
    }
  };

  const element = (): XmlElement => {
    expectText("<");
    const name = take(NAME) ?? fail("no name");
    const self: XmlElement = { name, attributes: attributes(), children: [], text: "" };
    if (source.startsWith("/>", at)) {
      at += 2;
      return self;
    }
    expectText(">");
    while (!source.startsWith("</", at)) {
      const raw = until("<");
      if (raw.includes("]]>")) fail("]]> in text");
      self.text += decode(raw);
      if (source.startsWith("</", at)) break;
      if (take(COMMENT) !== null) continue;
      const child = element();
      self.children.push(child);
      self.text += child.text;
    }
    expectText(`</${name}`);
    take(SPACE);
    expectText(">");
    return self;
  };

  if (NOT_A_CHARACTER.test(source)) throw new Error("not well-formed: a character not allowed");
  take(DECLARATION);
  misc();
  const root = element();
  misc();
  if (at < source.length) fail("more after the root");
  return root;
}

/** The elements of this name directly below an element. */
export function childrenOf(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter((child) => child.name === name);
}

/** The text of the only element of this name directly below an element. */
export function textOf(parent: XmlElement, name: string): string {
  const found = childrenOf(parent, name);
  if (found.length !== 1) throw new Error(`${found.length} × ${name} in ${parent.name}`);
  return found[0]?.text ?? "";
}

function decode(raw: string): string {
  return raw.replaceAll(/&([^;&<]*);?/g, (whole: string, name: string) => {
    const code = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(name);
    const text = code
      ? String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? "", code[1] ? 16 : 10))
      : ENTITIES[name];
    if (!whole.endsWith(";") || text === undefined || NOT_A_CHARACTER.test(text)) {
      throw new Error(`not well-formed: ${whole}`);
    }
    return text;
  });
}

/** An element of an HTML page. */
interface HtmlElement {
  attributes: Record<string, string>;
  /** Its text, with what its children say. */
  text: string;
}

/** The elements of a page that a CSS selector names, as an HTML parser finds them. */
export async function select(html: string, selector: string): Promise<HtmlElement[]> {
  const found: HtmlElement[] = [];
  const rewriter = new HTMLRewriter().on(selector, {
    element(element) {
      const attributes = [...element.attributes].map(([name = "", value = ""]) => [name, value]);
      found.push({ attributes: Object.fromEntries(attributes), text: "" });
    },
    text(chunk) {
      const last = found.at(-1);
      if (last) last.text += chunk.text;
    },
  });
  await rewriter.transform(new Response(html)).arrayBuffer();
  for (const element of found) {
    // HTML has entities that XML has not: those stay as they are.
    element.text = element.text.replaceAll(/&(?:amp|lt|gt|quot|#\d+);/g, decode);
  }
  return found;
}

/** The only element of a page that a CSS selector names. */
export async function only(html: string, selector: string): Promise<HtmlElement> {
  const [found, ...more] = await select(html, selector);
  if (!found || more.length > 0) throw new Error(`${found ? more.length + 1 : 0} × ${selector}`);
  return found;
}

/** Where the links of a page lead. */
export async function links(html: string): Promise<string[]> {
  return (await select(html, "a")).map((element) => element.attributes["href"] ?? "");
}
