import { escapeXml } from "../../core/text/escape.ts";

/** Serialized XML, which is not escaped again. */
export class Xml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The content of an element: elements, text (which is escaped), lists of these, or nothing. */
type XmlChild = Xml | string | null | readonly XmlChild[];

/** An element with attributes and content. */
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

/** An element that contains only text. */
export function textElement(name: string, text: string): Xml {
  return element(name, {}, text);
}

/** A complete XML document. */
export function xmlDocument(root: Xml): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${root.text}\n`;
}

function write(child: XmlChild): string {
  if (child === null) return "";
  if (typeof child === "string") return escapeXml(child);
  return child instanceof Xml ? child.text : child.map(write).join("");
}
