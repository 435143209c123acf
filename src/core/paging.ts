/** Articles on one page of a list. */
export const PER_PAGE = 20;

/** How many pages a list of articles has: at least one. */
export function pageCount(articles: number): number {
  return Math.max(1, Math.ceil(articles / PER_PAGE));
}

/** The path of one page of a list: `/tags/trade`, `/tags/trade/page/2`, …; of the front page's list `/`, `/page/2`, … */
export function pagePath(path: string, page: number): string {
  if (page === 1) return path;
  return `${path === "/" ? "" : path}/page/${page}`;
}

/** Tags, authors and years that articles have, each with how many. */
export interface Groups {
  tags: { id: string; articles: number }[];
  authors: { id: string; articles: number }[];
  years: { id: string; articles: number }[];
}
