/**
 * What redirects may not begin with: what is not found there says so itself, or is never asked of redirects.
 */
export const NEVER_REDIRECTED = [
  "api",
  "health",
  "images",
  "polls",
  "embed",
  "preview",
  "oembed",
  "schemas",
];

/** First parts of the addresses that the site's own pages, files and feeds have. */
const OWN = [
  ...NEVER_REDIRECTED,
  "page",
  "articles",
  "for",
  "tags",
  "authors",
  "archive",
  "search",
  // Of files, without what stands after their dot: a page of this name would be taken for one of them.
  "feed",
  "rss",
  "sitemap",
  "sitemap-news",
  "robots",
  "llms",
  "style",
  "site",
  "poll",
  "live",
  "rank",
  "frame",
  "icon",
  "favicon",
  "source",
  "fonts",
];

/** Names that readers, browsers and the platform hold to mean something else than a page of the publication. */
const KEPT_FREE = [
  "index",
  "home",
  "admin",
  "studio",
  "login",
  "logout",
  "static",
  "assets",
  "cdn-cgi",
  "well-known",
  "share",
];

const RESERVED: ReadonlySet<string> = new Set([...OWN, ...KEPT_FREE]);

/** Whether a name is not to be had for a page of the publication at the top level of its addresses. */
export function isReserved(name: string): boolean {
  return RESERVED.has(name);
}
