import { pageCount, pagePath } from "../core/paging.ts";
import { countLive, listGroups } from "../store/article-lists.ts";
import { FEED_FORMATS } from "../views/feeds/feed.ts";
import type { RenderContext } from "./context.ts";

/** Paths that are no pages for readers, but for machines. Not those of lists' feeds: they are rendered when asked for. */
const FILES = [
  ...FEED_FORMATS.map(({ file }) => `/${file}`),
  "/sitemap.xml",
  "/robots.txt",
  "/llms.txt",
];

/** Whether a list's path is that of a page for readers. */
export function isPage(path: string): boolean {
  return !FILES.includes(path);
}

/** The paths of the lists, feeds and maps of a site: all that is not an article's own page. */
export async function listPaths({ db, site, now }: RenderContext): Promise<string[]> {
  const [groups, all, ...ofAudience] = await Promise.all([
    listGroups(db, now),
    countLive(db, now),
    ...site.site.audiences.map(({ id }) => countLive(db, now, { audience: id })),
  ]);
  const known = new Set(site.site.authors.map((author) => author.id));
  return [
    ...pagesOf("/", all),
    ...site.site.audiences.flatMap(({ id }, i) => pagesOf(`/for/${id}`, ofAudience[i] ?? 0)),
    ...groups.tags.flatMap(({ id, articles }) => pagesOf(`/tags/${id}`, articles)),
    ...groups.authors
      .filter(({ id }) => known.has(id))
      .flatMap(({ id, articles }) => pagesOf(`/authors/${id}`, articles)),
    "/archive",
    ...groups.years.flatMap(({ id, articles }) => pagesOf(`/archive/${id}`, articles)),
    "/polls",
    ...FILES,
  ];
}

/** The paths of a list's pages: `/tags/trade`, `/tags/trade/page/2`, … */
function pagesOf(path: string, articles: number): string[] {
  return Array.from({ length: pageCount(articles) }, (_, i) => pagePath(path, i + 1));
}
