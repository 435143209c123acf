import { expect } from "vitest";
import { renderMarkdown } from "../../support/markdown.ts";
import type { Picture } from "../../../src/core/content/picture.ts";
import { cutSlots } from "../../../src/core/content/slots.ts";
import { readHtml, type ReadHtml, type Tag } from "../html.ts";

export const SITE = "https://site.example";
/** The published pictures. */
export const pictures = new Map<string, Picture>([
  ["images/a.jpg", { url: "/images/d/a.jpg", width: 3, height: 2 }],
]);

/** All tags that Markdown may be rendered to, with the attributes and values allowed. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  ...Object.fromEntries(
    "p ul blockquote em strong s br hr table thead tbody tr".split(" ").map((name) => [name, {}]),
  ),
  a: { href: /(?:)/, title: /(?:)/, id: /^fnref\d+(?::\d+)?$/, class: /^footnote-backref$/ },
  ...Object.fromEntries(
    ["h2", "h3", "h4", "h5", "h6"].map((name) => [name, { id: /^[\p{L}\p{N}\p{M}-]+$/u }]),
  ),
  pre: { tabindex: /^0$/ },
  code: { class: /^language-/ },
  div: { class: /^table$/, tabindex: /^0$/ },
  figure: {},
  figcaption: {},
  img: {
    src: /^\/images\//,
    alt: /./,
    width: /^\d+$/,
    height: /^\d+$/,
    loading: /^lazy$/,
    decoding: /^async$/,
  },
  li: { id: /^fn\d+(?::\d+)?$/, class: /^footnote-item$/ },
  ol: { start: /^\d+$/ },
  section: { class: /^footnotes$/, role: /^doc-endnotes$/ },
  span: { class: /^caption$/ },
  sup: { class: /^footnote-ref$/ },
  td: { class: /^(?:left|center|right)$/ },
  th: { class: /^(?:left|center|right)$/ },
};

/** The target of a link, as browsers parse it; `null` if it is not allowed. */
export function target(href: string): string | null {
  const url = URL.parse(href, `${SITE}/articles/one`);
  // The URL parser of browsers decides what a scheme is. An invalid URL leads nowhere.
  if (!url) return "";
  if (/^(?:https?|mailto|tel|sms):/i.test(href)) {
    return /^(?:https?|mailto|tel|sms):$/.test(url.protocol) ? url.href : null;
  }
  // A link without a scheme must stay on the site.
  return url.origin === SITE ? url.href : null;
}

function unexpected({ name, attributes }: Tag): string | null {
  const known = Object.hasOwn(EXPECTED, name) ? EXPECTED[name] : undefined;
  if (!known) return `<${name}>`;
  for (const [key, value] of attributes) {
    if (!known[key]?.test(value)) return `<${name} ${key}="${value}">`;
    if (key === "href" && target(value) === null) return `<${name} ${key}="${value}">`;
  }
  return null;
}

/** Renders Markdown, and fails if the result has anything that is not allowed. */
export function renderSafely(source: string): ReadHtml {
  const { html, polls } = renderMarkdown(source, pictures);
  const read = readHtml(html);
  expect(read.tags.map(unexpected).filter((found) => found !== null)).toEqual([]);
  const slots = html === "" ? [] : polls.map((poll) => `poll:${poll.id}`);
  expect(read.slots).toEqual(slots);
  expect(cutSlots(html, () => "").slots.map((slot) => slot.name)).toEqual(slots);
  return read;
}

/** The names of the opening tags, in order. */
export function opened(read: ReadHtml): string[] {
  return read.tags.filter((tag) => !tag.closing).map((tag) => tag.name);
}
