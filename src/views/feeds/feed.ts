import type { ArticleMeta } from "../../core/content/article.ts";
import type { Picture } from "../../core/content/picture.ts";
import type { FeedFile } from "../../core/routes.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import { timeOf } from "../../core/instant.ts";
import { escapeHtml } from "../../core/text/escape.ts";
import type { Publication } from "../page/publication.ts";

/** An article in a feed. */
export interface FeedEntry {
  slug: string;
  /** What feed readers know it by, whatever its address. */
  feedId: string;
  meta: ArticleMeta;
  updatedAt: number | null;
  /** The body, as {@link entryHtml} returns it. */
  html: string;
  /** Its lead picture, with an absolute URL. */
  picture: Picture | null;
}

/** A feed, independent of its format. */
export interface Feed {
  title: string;
  description: string | undefined;
  /** The path of the page that it belongs to. */
  path: string;
  entries: readonly FeedEntry[];
}

/** The path of a feed that belongs to a page: `/feed.xml` of `/`, `/tags/trade/feed.xml` of `/tags/trade`. */
export function feedPath(path: string, file: FeedFile): string {
  return `${path === "/" ? "" : path}/${file}`;
}

/** The URL of an article's page. */
export function articleUrl(origin: string, slug: string): string {
  return `${origin}/articles/${slug}`;
}

/** An article's authors: their names and the URLs of their pages. */
export function authorsOf(
  { site, origin }: Publication,
  meta: Pick<ArticleMeta, "authors">,
): { name: string; url: string }[] {
  return meta.authors.map((id) => ({
    name: site.authors.find((a) => a.id === id)?.name ?? id,
    url: `${origin}/authors/${id}`,
  }));
}

/** When an article last changed, in milliseconds since 1970. */
export function lastChange(entry: { meta: ArticleMeta; updatedAt: number | null }): number {
  return Math.max(entry.updatedAt ?? 0, timeOf(entry.meta.date));
}

/** When a feed's latest entry changed, in milliseconds since 1970; 0 for an empty feed. */
export function feedChange({ entries }: Pick<Feed, "entries">): number {
  return Math.max(0, ...entries.map(lastChange));
}

/**
 * An article's body for feed readers: polls become links, and all links absolute URLs.
 *
 * @param html from `parseMarkdown`, which escapes every `"` and `<` in text, so that anything like an attribute is one
 * @param place `url`: the article's URL; `polls`: titles by id, of those that readers may find; `language`: the article's
 */
export function entryHtml(
  html: string,
  place: { origin: string; url: string; polls: ReadonlyMap<string, string>; language: string },
): string {
  const { origin, url, polls, language } = place;
  return html
    .replace(/ href="([^"]*)"/g, (_, href: string) => ` href="${absolute(href, url)}"`)
    .replace(/<!--slot poll:([a-z0-9-]+)-->/g, (_, id: string) => {
      const found = polls.get(id);
      if (found === undefined) return "";
      const title = escapeHtml(found);
      return `<p><a href="${origin}/polls/${id}">${wordsFor(language).feed.voteIn(title)}</a></p>`;
    });
}

/** Resolves an address in an attribute. An invalid one stays as it is. */
function absolute(href: string, base: string): string {
  const parsed = URL.parse(href.replaceAll("&amp;", "&"), base);
  return parsed ? escapeHtml(parsed.href) : href;
}
