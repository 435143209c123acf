/** Articles on one page of a list. */
export const PER_PAGE = 20;

/** Polls on one page of the list of all polls. */
export const POLLS_PER_PAGE = 50;

/** How many pages a list has, of articles where nothing else is said: at least one. */
export function pageCount(entries: number, perPage = PER_PAGE): number {
  return Math.max(1, Math.ceil(entries / perPage));
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
