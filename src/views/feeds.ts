import { html } from "hono/html";
import type { ArticleMeta } from "../core/article.ts";
import type { Publication } from "./layout.tsx";
import { timeOf } from "./dates.ts";

/** An article in the feed: its body as HTML, without its polls. */
export interface FeedEntry {
  slug: string;
  meta: ArticleMeta;
  updatedAt: number | null;
  html: string;
}

/** The Atom feed (RFC 4287) of the newest articles, with full text. */
export function atomFeed(publication: Publication, entries: readonly FeedEntry[]): string {
  const { site, origin } = publication;
  const updated = Math.max(0, ...entries.map(lastChange));
  return String(
    html`<?xml version="1.0" encoding="utf-8"?>
      <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${site.language}">
        <title>${site.name}</title>${site.tagline ? html`<subtitle>${site.tagline}</subtitle>` : ""}
        <id>${origin}/</id>
        <link rel="alternate" type="text/html" href="${origin}/" />
        <link rel="self" type="application/atom+xml" href="${origin}/feed.xml" />
        <updated>${new Date(updated).toISOString()}</updated>
        ${entries.map((entry) => atomEntry(publication, entry))}
      </feed> `,
  );
}

function atomEntry({ site, origin }: Publication, entry: FeedEntry) {
  const { meta } = entry;
  const url = `${origin}/articles/${entry.slug}`;
  const names = meta.authors.map((id) => site.authors.find((a) => a.id === id)?.name ?? id);
  return html`<entry>
    <title>${meta.title}</title>
    <id>${url}</id>
    <link rel="alternate" type="text/html" href="${url}" />
    <published>${new Date(timeOf(meta.date)).toISOString()}</published>
    <updated>${new Date(lastChange(entry)).toISOString()}</updated>
    ${names.map((name) => html`<author><name>${name}</name></author>`)}
    ${meta.tags.map((tag) => html`<category term="${tag}" />`)}
    ${meta.summary ? html`<summary>${meta.summary}</summary>` : ""}
    <content type="html" xml:base="${url}">${entry.html}</content>
  </entry> `;
}

/** The site map (sitemaps.org) of pages that readers find by searching. */
export function sitemap(
  origin: string,
  entries: readonly { path: string; updatedAt: number | null }[],
): string {
  return String(
    html`<?xml version="1.0" encoding="utf-8"?>
      <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        ${entries.map(
          ({ path, updatedAt }) =>
            html`<url
              ><loc>${origin}${path}</loc>${
                updatedAt === null
                  ? ""
                  : html`<lastmod>${new Date(updatedAt).toISOString()}</lastmod>`
              }</url
            > `,
        )}</urlset
      > `,
  );
}

/** robots.txt (RFC 9309). */
export function robots(origin: string): string {
  return `User-agent: *\nDisallow: /api/\nDisallow: /polls/*/votes\n\nSitemap: ${origin}/sitemap.xml\n`;
}

/** When an article last changed, as feeds and maps say it. */
export function lastChange(entry: { meta: ArticleMeta; updatedAt: number | null }): number {
  return Math.max(entry.updatedAt ?? 0, timeOf(entry.meta.date));
}
