import type { ArticleMeta } from "../../core/content/article.ts";
import type { Picture } from "../../core/content/picture.ts";
import type { FeedFile } from "../../core/routes.ts";
import { timeOf } from "../page/dates.ts";
import type { Publication } from "../page/publication.ts";

/** An article in a feed. */
export interface FeedEntry {
  slug: string;
  meta: ArticleMeta;
  updatedAt: number | null;
  /** Its body as HTML: links to polls in their places, every address whole. */
  html: string;
  /** Its own picture, with a whole address. */
  picture: Picture | null;
}

/** A feed, before it is written in one of its formats. */
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

/** An article's address, for readers. */
export function articleUrl(origin: string, slug: string): string {
  return `${origin}/articles/${slug}`;
}

/** An article's authors: their names and the addresses of their pages. */
export function authorsOf(
  { site, origin }: Publication,
  meta: Pick<ArticleMeta, "authors">,
): { name: string; url: string }[] {
  return meta.authors.map((id) => ({
    name: site.authors.find((a) => a.id === id)?.name ?? id,
    url: `${origin}/authors/${id}`,
  }));
}

/** When an article last changed, as feeds and maps say it. */
export function lastChange(entry: { meta: ArticleMeta; updatedAt: number | null }): number {
  return Math.max(entry.updatedAt ?? 0, timeOf(entry.meta.date));
}

/** When a feed last changed: as late as its latest entry. */
export function feedChange({ entries }: Pick<Feed, "entries">): number {
  return Math.max(0, ...entries.map(lastChange));
}
