import { pageCount, pagePath, PER_PAGE } from "../../core/content/paging.ts";
import { countLive, listGroups } from "../../store/content/article-lists.ts";
import type { SiteRecord } from "../../store/content/content.ts";
import { FEED_FORMATS } from "../../core/routes.ts";
import type { RenderContext } from "./render-context.ts";

/**
 * The pages besides those of articles that a publish writes: those that most readers and programs open. Their number
 * does not depend on the number of articles. All others (lists of subjects, authors and years with their feeds, further
 * pages and the sitemap) are rendered on request.
 */
export function publishedPaths({ site, pages }: SiteRecord): string[] {
  return [
    "/",
    ...site.audiences.map(({ id }) => `/for/${id}`),
    "/archive",
    "/polls",
    ...pages.map(({ slug }) => `/${slug}`),
    ...FEED_FORMATS.map(({ file }) => `/${file}`),
    "/robots.txt",
    "/llms.txt",
  ];
}

/**
 * The paths of a site's lists and plain pages, for readers who search. Excludes the later pages of the list of all
 * polls: their content is found at the polls' own addresses.
 */
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
    ...site.pages.map(({ slug }) => `/${slug}`),
  ];
}

/** The paths of a list's pages: `/tags/trade`, `/tags/trade/page/2`, … */
function pagesOf(path: string, entries: number): string[] {
  return Array.from({ length: pageCount(entries, PER_PAGE) }, (_, i) => pagePath(path, i + 1));
}
