/** A tag of rendered Markdown, its attributes decoded. */
export interface Tag {
  name: string;
  closing: boolean;
  attributes: ReadonlyMap<string, string>;
}

/** The parts of a piece of HTML. */
export interface ReadHtml {
  tags: Tag[];
  /** The names of its slot markers. */
  slots: string[];
  /** The visible text. */
  text: string;
}

const TOKEN = /<!--slot ([a-z0-9:-]+)-->|<(\/?)([a-z][a-z0-9]*)((?: [a-z]+="[^"<>]*")*)>/y;
const VOID = new Set(["br", "hr", "img"]);
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

function decode(text: string): string {
  return text.replaceAll(/&([a-z]+);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}

/**
 * Parses the strict HTML that Markdown is rendered to: lower-case tags, double-quoted attributes, every other `<`, `>` and
 * `"` escaped.
 *
 * @throws if a `<` or `>` is neither part of a tag nor escaped
 */
export function readHtml(html: string): ReadHtml {
  const read: ReadHtml = { tags: [], slots: [], text: "" };
  let at = 0;
  while (at < html.length) {
    const next = /[<>]/.exec(html.slice(at));
    const end = next ? at + next.index : html.length;
    read.text += decode(html.slice(at, end));
    if (!next) break;
    TOKEN.lastIndex = end;
    const token = TOKEN.exec(html);
    if (!token) throw new Error(`not a tag at ${end}: ${html.slice(end, end + 60)}`);
    const [whole, slot, slash, name, attributes] = token;
    if (slot !== undefined) read.slots.push(slot);
    else if (name !== undefined) {
      const pairs = [...(attributes ?? "").matchAll(/ ([a-z]+)="([^"]*)"/g)];
      read.tags.push({
        name,
        closing: slash === "/",
        attributes: new Map(pairs.map(([, key, value]) => [key ?? "", decode(value ?? "")])),
      });
    }
    at = end + whole.length;
  }
  return read;
}

/** The first tag that is not properly closed, or `null`. */
export function misplaced(tags: readonly Tag[]): string | null {
  const open: string[] = [];
  for (const { name, closing } of tags) {
    if (!closing && !VOID.has(name)) open.push(name);
    if (closing && open.pop() !== name) return `</${name}>`;
  }
  return open.pop() ?? null;
}
