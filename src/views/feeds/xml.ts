import { escapeXml } from "../../core/text/escape.ts";

/** XML that is written already: it is not escaped again. */
export class Xml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What stands in an element: elements, text (which is escaped), lists of these, or nothing. */
export type XmlChild = Xml | string | null | readonly XmlChild[];

/** An element with its attributes and what stands in it. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: XmlChild[]
): Xml {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
    .join("");
  const inner = children.map(write).join("");
  return new Xml(inner === "" ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>`);
}

/** An element that has nothing but text in it. */
export function textElement(name: string, text: string): Xml {
  return element(name, {}, text);
}

/** A whole document. */
export function xmlDocument(root: Xml): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${root.text}\n`;
}

function write(child: XmlChild): string {
  if (child === null) return "";
  if (typeof child === "string") return escapeXml(child);
  return child instanceof Xml ? child.text : child.map(write).join("");
}
