import createMarkdownIt, { type MarkdownIt } from "markdown-it";
import footnote from "markdown-it-footnote";

/** Letters and punctuation of Chinese, Japanese and Korean, which have no spaces beside them. */
const CJK =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}\u3000-\u303F\uFF01-\uFF60]/u;
const SPACE = /^\s?$/u;
const PUNCTUATION = /[\p{P}\p{S}]/u;

/** A parser of this publication's Markdown: CommonMark, tables, strikethrough and footnotes, without HTML. */
export function markdownParser(): MarkdownIt {
  const md = createMarkdownIt({ html: false, linkify: false, typographer: false });
  md.use(footnote);
  const { State } = md.inline;
  // CommonMark takes `**` beside punctuation for emphasis only where a space or more punctuation follows. Chinese and
  // Japanese have no spaces, so there a letter beside it does as well: **“北京。”**很大.
  md.inline.State = class extends State {
    override scanDelims(
      start: number,
      canSplitWord: boolean,
    ): ReturnType<typeof State.prototype.scanDelims> {
      const found = super.scanDelims(start, canSplitWord);
      const before = Array.from(this.src.slice(Math.max(0, start - 2), start)).at(-1) ?? "";
      const end = start + found.length;
      const [after = ""] = this.src.slice(end, Math.min(end + 2, this.posMax));
      if (!canSplitWord || !CJK.test(before + after)) return found;
      return {
        ...found,
        can_open: !SPACE.test(after) && (!stops(after) || SPACE.test(before) || isOpen(before)),
        can_close: !SPACE.test(before) && (!stops(before) || SPACE.test(after) || isOpen(after)),
      };
    }
  };
  return md;
}

/** Punctuation other than that of these scripts. */
function stops(char: string): boolean {
  return PUNCTUATION.test(char) && !CJK.test(char);
}

function isOpen(char: string): boolean {
  return PUNCTUATION.test(char) || CJK.test(char);
}
