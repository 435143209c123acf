import type { StateBlock, Token } from "markdown-it";
import { ID_PATTERN } from "../content/fields.ts";
import { type Picture, pictureHtml } from "../content/picture.ts";
import { slotMarker } from "../content/slots.ts";
import { addHeadingIds } from "./heading-ids.ts";
import { markdownParser } from "./markdown-parser.ts";

/** Something in the Markdown that cannot be published. `line` counts from 1. */
interface MarkdownProblem {
  line: number;
  message: string;
}

/** What a Markdown text refers to. */
interface References {
  /** Ids of the polls embedded, each once, with the line. */
  polls: { id: string; line: number }[];
  /** Pictures of the content folder, such as `images/harbour.jpg`. */
  images: { src: string; alt: string; line: number }[];
  links: { href: string; line: number }[];
  problems: MarkdownProblem[];
}

/** A Markdown text, parsed. */
export interface ParsedMarkdown extends References {
  /** The text as markdown-it's tokens. */
  tokens: readonly Token[];
  /** Labels of footnotes that nothing refers to: their texts are not shown. */
  unusedNotes: string[];
  /**
   * Semantic HTML; a slot marker stands where a poll goes. Empty where the text has problems.
   *
   * @param pictures published pictures by the name that the Markdown uses: others are left out
   */
  toHtml: (pictures: ReadonlyMap<string, Picture>) => string;
}

/** KV metadata holds 1,024 bytes; each slot takes about 110 of them at most. */
export const MAX_POLLS_PER_ARTICLE = 6;

/** The width of the text column (src/views/styles/base.ts), which pictures fill. */
const BODY_SIZES = "(min-width: 44rem) 38rem, 94vw";

const POLL_START = /^::poll(?![A-Za-z0-9_-])/;
const FOOTNOTE_START = /^\[\^[^\]\s]+\]:/;
const POLL_LINE = /^::poll\{\s*id\s*=\s*"([^"]*)"\s*\}\s*$/;
/** In a relative address, a colon comes after a slash (RFC 3986, 4.2). */
const ALLOWED_LINK = /^(?:(?:https?|mailto|tel|sms):|[/#?]|[^:/?#]*\/|[^:]*$)/i;

/**
 * Parses an article's Markdown (CommonMark, tables, strikethrough, footnotes, `::poll{id="…"}`).
 * Raw HTML is shown as text, never as markup; links are http(s), mailto, tel, sms or relative.
 */
export function parseMarkdown(source: string): ParsedMarkdown {
  const result: References = { polls: [], images: [], links: [], problems: [] };
  let pictures: ReadonlyMap<string, Picture> = new Map();
  const env: { footnotes?: { refs?: Record<string, number> } } = {};
  const md = markdownParser();
  md.validateLink = (url) => ALLOWED_LINK.test(url.trim()) && !url.trim().startsWith("//");
  // Before `lheading`, which would read a poll above a line of hyphens as a heading.
  md.block.ruler.before("lheading", "poll", pollRule(result), {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
  md.block.ruler.before("footnote_def", "nested_footnote", nestedFootnoteRule(result));
  md.renderer.rules["poll"] = (tokens, i) => `${slotMarker(`poll:${tokens[i]?.content ?? ""}`)}\n`;
  md.renderer.rules["table_open"] = () => '<div class="table" tabindex="0"><table>\n';
  md.renderer.rules["table_close"] = () => "</table></div>\n";
  md.renderer.rules["footnote_block_open"] = () =>
    '<section class="footnotes" role="doc-endnotes">\n<ol>\n';
  md.renderer.rules["footnote_block_close"] = () => "</ol>\n</section>\n";
  // A number alone, also where a note is referred to again.
  md.renderer.rules["footnote_caption"] = (list, i) => String(Number(list[i]?.meta?.["id"]) + 1);
  for (const rule of ["fence", "code_block"]) {
    const render = md.renderer.rules[rule];
    // Long lines scroll, by keyboard too.
    md.renderer.rules[rule] = (...args) =>
      render?.(...args).replace(/^<pre>/, '<pre tabindex="0">') ?? "";
  }
  md.renderer.rules["image"] = (tokens, i) => {
    const token = tokens[i];
    const picture = pictures.get(attribute(token, "src"));
    if (!token || !picture) return "";
    const alt = md.renderer.renderInlineAsText(token.children ?? [], md.options, env);
    const img = pictureHtml(picture, { alt, sizes: BODY_SIZES });
    const caption = md.utils.escapeHtml(attribute(token, "title"));
    if (isFigure(tokens)) return caption ? `${img}<figcaption>${caption}</figcaption>` : img;
    return caption ? `${img}<span class="caption">${caption}</span>` : img;
  };
  // A picture alone in its paragraph becomes a figure with its title as the caption.
  for (const [rule, beside] of [
    ["paragraph_open", 1],
    ["paragraph_close", -1],
  ] as const) {
    md.renderer.rules[rule] = (tokens, i, options, _, self) => {
      const [token, inline] = [tokens[i], tokens[i + beside]];
      if (token && !token.hidden && isFigure(inline?.children ?? [])) token.tag = "figure";
      return self.renderToken(tokens, i, options);
    };
  }
  const tokens = md.parse(source, env);
  walk(tokens, 1, result);
  addHeadingIds(tokens);
  const notes = Object.entries(env.footnotes?.refs ?? {});
  return {
    ...result,
    tokens,
    // Keys begin with a colon.
    unusedNotes: notes.flatMap(([label, id]) => (id < 0 ? [label.slice(1)] : [])),
    toHtml: (published) => {
      pictures = published;
      return result.problems.length === 0 ? md.renderer.render(tokens, md.options, env) : "";
    },
  };
}

/** Whether a paragraph consists of one picture. */
function isFigure(children: readonly Token[]): boolean {
  return children.length === 1 && children[0]?.type === "image";
}

/** `::poll{id="…"}` on a line of its own, outside of quotes and lists. */
function pollRule(result: References) {
  return function poll(
    state: StateBlock,
    startLine: number,
    _end: number,
    silent: boolean,
  ): boolean {
    if (!pollStarts(state, startLine)) return false;
    if (silent) return true;
    const text = textOf(state, startLine);
    const line = startLine + 1;
    const id = POLL_LINE.exec(text)?.[1];
    state.line = startLine + 1;
    if (id === undefined || !ID_PATTERN.test(id)) {
      result.problems.push({
        line,
        message: 'a poll is written ::poll{id="poll-id"} on a line of its own',
      });
    } else if (state.level > 0) {
      result.problems.push({ line, message: "a poll cannot stand inside a list or a quote" });
    } else if (result.polls.some((p) => p.id === id)) {
      result.problems.push({ line, message: `poll “${id}” stands twice in this article` });
    } else if (result.polls.length === MAX_POLLS_PER_ARTICLE) {
      result.problems.push({
        line,
        message: `an article takes at most ${MAX_POLLS_PER_ARTICLE} polls`,
      });
    } else {
      result.polls.push({ id, line });
      const token = state.push("poll", "", 0);
      token.map = [startLine, startLine + 1];
      token.content = id;
    }
    return true;
  };
}

/** A footnote's text within a list, a quote or another footnote: the footnotes at the end could not hold it. */
function nestedFootnoteRule(result: References) {
  return function nestedFootnote(
    state: StateBlock,
    startLine: number,
    _end: number,
    silent: boolean,
  ): boolean {
    const text = textOf(state, startLine);
    if (silent || state.level === 0 || !FOOTNOTE_START.test(text)) return false;
    state.line = startLine + 1;
    const message = "a footnote's text cannot stand inside a list, a quote or another footnote";
    result.problems.push({ line: startLine + 1, message });
    return true;
  };
}

/** Whether a line begins like a poll, valid or not. */
export function pollStarts(state: StateBlock, line: number): boolean {
  return POLL_START.test(textOf(state, line));
}

/** A line without its indentation. */
function textOf(state: StateBlock, line: number): string {
  const from = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
  return state.src.slice(from, state.eMarks[line]);
}

/** Checks the pictures, and makes room for the page's own `<h1>`. */
function walk(tokens: readonly Token[], line: number, result: References): void {
  let inLink = 0;
  for (const token of tokens) {
    const here = token.map ? token.map[0] + 1 : line;
    if (token.type === "link_open") {
      inLink += 1;
      result.links.push({ href: attribute(token, "href"), line: here });
    }
    if (token.type === "link_close") inLink -= 1;
    if (token.type === "footnote_ref" && inLink > 0) {
      result.problems.push({ line: here, message: "a footnote cannot stand inside a link" });
    }
    if (token.type.startsWith("heading_") && token.tag === "h1") token.tag = "h2";
    // The content security policy forbids style attributes.
    const align = /^text-align:(\w+)$/.exec(attribute(token, "style"))?.[1];
    if (align !== undefined) token.attrs = [["class", align]];
    if (token.type === "image") {
      const src = attribute(token, "src");
      if (token.content.trim() === "") {
        result.problems.push({
          line: here,
          message: `the image ${src} has no description: write ![what it shows](${src})`,
        });
      }
      if (/^images\/[A-Za-z0-9._/-]+$/.test(src) && !src.includes("..")) {
        result.images.push({ src, alt: token.content, line: here });
      } else {
        result.problems.push({
          line: here,
          message: `the image ${src} must be a file below content/images, such as images/harbour.jpg`,
        });
      }
    }
    // Markup in a picture's description is not rendered.
    else if (token.children) walk(token.children, here, result);
    line = token.type === "softbreak" || token.type === "hardbreak" ? here + 1 : here;
  }
}

function attribute(token: Token | undefined, name: string): string {
  return String(token?.attrs?.find(([key]) => key === name)?.[1] ?? "");
}
