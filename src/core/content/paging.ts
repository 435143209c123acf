/** Articles per page of a list. */
export const PER_PAGE = 20;

/** Polls per page of the list of all polls. */
export const POLLS_PER_PAGE = 50;

/** The number of pages of a list, at least one. */
export function pageCount(entries: number, perPage = PER_PAGE): number {
  return Math.max(1, Math.ceil(entries / perPage));
}

/** The path of a page of a list: `/tags/trade`, `/tags/trade/page/2`, …; for the front page `/`, `/page/2`, … */
export function pagePath(path: string, page: number): string {
  if (page === 1) return path;
  return `${path === "/" ? "" : path}/page/${page}`;
}

/** The tags, authors and years of the articles, with the number of articles of each. */
export interface Groups {
  tags: { id: string; articles: number }[];
  authors: { id: string; articles: number }[];
  years: { id: string; articles: number }[];
}
