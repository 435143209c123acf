import { escapeHtml } from "../../core/text/escape.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";

/** Where an article is read, and the titles of its polls by id. */
export interface EntryPlace {
  origin: string;
  /** The article's own address. */
  url: string;
  polls: ReadonlyMap<string, string>;
  /** The article's. */
  language: string;
}

/**
 * An article's body for readers that show no live poll and know no address to begin relative ones with.
 *
 * @param html as `renderMarkdown` makes it: every `"` and `<` of a text is escaped, so what looks like an attribute is one
 */
export function entryHtml(html: string, { origin, url, polls, language }: EntryPlace): string {
  return html
    .replace(/ href="([^"]*)"/g, (_, href: string) => ` href="${whole(href, url)}"`)
    .replace(/<!--slot poll:([a-z0-9-]+)-->/g, (_, id: string) => {
      const title = escapeHtml(polls.get(id) ?? id);
      return `<p><a href="${origin}/polls/${id}">${wordsFor(language).feed.voteIn(title)}</a></p>`;
    });
}

/** An address as an attribute has it, made whole. What no parser can read stays as it is. */
function whole(href: string, base: string): string {
  const parsed = URL.parse(href.replaceAll("&amp;", "&"), base);
  return parsed ? escapeHtml(parsed.href) : href;
}
