import createMarkdownIt, { type StateBlock, type Token } from "markdown-it";
import footnote from "markdown-it-footnote";
import { ID_PATTERN } from "../content/fields.ts";
import { type Picture, pictureHtml } from "../content/picture.ts";
import { slotMarker } from "../content/slots.ts";

/** Something in an article's Markdown that cannot be published. `line` counts from 1 within the Markdown. */
export interface MarkdownProblem {
  line: number;
  message: string;
}

/** An article's body as HTML, and what it refers to. */
export interface RenderedMarkdown {
  /** Semantic HTML; a slot marker stands where a poll goes. */
  html: string;
  /** Ids of the polls embedded, each once, with the line. */
  polls: { id: string; line: number }[];
  /** Files shown from the content folder, such as `images/harbour.jpg`, with what they are said to show and the line. */
  images: { src: string; alt: string; line: number }[];
  /** Addresses that it links to, with the line. */
  links: { href: string; line: number }[];
  problems: MarkdownProblem[];
}

/** KV metadata holds 1,024 bytes; each slot takes about 110 of them at most. */
export const MAX_POLLS_PER_ARTICLE = 6;

/** A picture in the text is as wide as its column (src/views/styles/base.ts). */
const BODY_SIZES = "(min-width: 44rem) 38rem, 94vw";

const POLL_START = /^::poll(?![A-Za-z0-9_-])/;
const FOOTNOTE_START = /^\[\^[^\]\s]+\]:/;
const POLL_LINE = /^::poll\{\s*id\s*=\s*"([^"]*)"\s*\}\s*$/;
const ALLOWED_LINK = /^(?:https?:|mailto:|[/#?]|[^:]*$)/i;

/**
 * Renders an article's Markdown (CommonMark, tables, strikethrough, footnotes, `::poll{id="…"}`).
 * Raw HTML is shown as text, never as markup; links are http(s), mailto or relative.
 *
 * @param source the Markdown
 * @param pictures published pictures by the name that the Markdown uses; `null` to check only
 */
export function renderMarkdown(
  source: string,
  pictures: ReadonlyMap<string, Picture> | null,
): RenderedMarkdown {
  const result: RenderedMarkdown = { html: "", polls: [], images: [], links: [], problems: [] };
  const env = {};
  const md = createMarkdownIt({ html: false, linkify: false, typographer: false });
  md.use(footnote);
  md.validateLink = (url) => ALLOWED_LINK.test(url.trim()) && !url.trim().startsWith("//");
  // Before `lheading`, which would take a poll above a line of hyphens for a heading.
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
  md.renderer.rules["image"] = (tokens, i) => {
    const token = tokens[i];
    const picture = pictures?.get(attribute(token, "src"));
    if (!token || !picture) return "";
    const alt = md.renderer.renderInlineAsText(token.children ?? [], md.options, env);
    const img = pictureHtml(picture, { alt, sizes: BODY_SIZES });
    const caption = md.utils.escapeHtml(attribute(token, "title"));
    if (isFigure(tokens)) return caption ? `${img}<figcaption>${caption}</figcaption>` : img;
    return caption ? `${img}<span class="caption">${caption}</span>` : img;
  };
  // A picture alone in its paragraph is a figure, with its title as the caption.
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
  result.html = result.problems.length === 0 ? md.renderer.render(tokens, md.options, env) : "";
  return result;
}

/** Whether a paragraph has a picture in it and nothing else. */
function isFigure(children: readonly Token[]): boolean {
  return children.length === 1 && children[0]?.type === "image";
}

/** `::poll{id="…"}` on a line of its own, outside of quotes and lists. */
function pollRule(result: RenderedMarkdown) {
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
function nestedFootnoteRule(result: RenderedMarkdown) {
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

/** Whether a line is meant to be that of a poll. */
export function pollStarts(state: StateBlock, line: number): boolean {
  return POLL_START.test(textOf(state, line));
}

/** A line without its indent. */
function textOf(state: StateBlock, line: number): string {
  const from = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
  return state.src.slice(from, state.eMarks[line]);
}

/** Checks the pictures, and makes room for the page's own `<h1>`. */
function walk(tokens: readonly Token[], line: number, result: RenderedMarkdown): void {
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
    // A style in an attribute is nothing that a page's policy allows.
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
    // What is within a picture's description is read out, not shown.
    else if (token.children) walk(token.children, here, result);
    line = token.type === "softbreak" || token.type === "hardbreak" ? here + 1 : here;
  }
}

function attribute(token: Token | undefined, name: string): string {
  return String(token?.attrs?.find(([key]) => key === name)?.[1] ?? "");
}
