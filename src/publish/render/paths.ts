import { FEED_FORMATS } from "../../core/routes.ts";
import { pageCount, pagePath, PER_PAGE, POLLS_PER_PAGE } from "../../core/content/paging.ts";
import { countLive, listGroups } from "../../store/content/article-lists.ts";
import { countPolls } from "../../store/votes/poll-list.ts";
import type { RenderContext } from "./render-context.ts";

/**
 * Paths that are no pages for readers, but for machines. Not those of lists' feeds and of the site map: they are rendered
 * when asked for. The map has every address in it: rendered with each publish, it would be most of what one costs.
 */
const FILES = [...FEED_FORMATS.map(({ file }) => `/${file}`), "/robots.txt", "/llms.txt"];

const ARTICLES_ALONE =
  /^(?:\/(?:tags|authors|archive)\/[a-z0-9-]+(?:\/page\/\d+)?|(?:\/for\/[a-z0-9-]+)?\/page\/\d+)$/;

/**
 * Whether the page of a list shows its articles and nothing else of D1. The first of the front page and of an audience
 * show polls, too.
 */
export function showsArticlesAlone(path: string): boolean {
  return ARTICLES_ALONE.test(path);
}

/**
 * Whether a list's path is that of a page for readers who search. Those of the list of all polls after its first are
 * none: what is in them is found at the polls' own addresses.
 */
export function isPage(path: string): boolean {
  return !FILES.includes(path) && !path.startsWith("/polls/page/");
}

/** The paths of the lists, feeds and maps of a site: all that is not an article's own page. */
export async function listPaths({ db, site, now }: RenderContext): Promise<string[]> {
  const [groups, polls, all, ...ofAudience] = await Promise.all([
    listGroups(db, now),
    countPolls(db),
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
    ...pagesOf("/polls", polls, POLLS_PER_PAGE),
    ...site.pages.map(({ slug }) => `/${slug}`),
    ...FILES,
  ];
}

/** The paths of a list's pages: `/tags/trade`, `/tags/trade/page/2`, … */
function pagesOf(path: string, entries: number, perPage = PER_PAGE): string[] {
  return Array.from({ length: pageCount(entries, perPage) }, (_, i) => pagePath(path, i + 1));
}
