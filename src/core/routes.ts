/** The formats that every feed comes in, by the last part of its address. */
export const FEED_FORMATS = [
  { file: "feed.xml", type: "application/atom+xml", name: "Atom" },
  { file: "rss.xml", type: "application/rss+xml", name: "RSS" },
  { file: "feed.json", type: "application/feed+json", name: "JSON Feed" },
] as const;

/** The last part of a feed's address. */
export type FeedFile = (typeof FEED_FORMATS)[number]["file"];

/** What readers, feed readers and other systems (WordPress, Ghost, Hugo) call a list's feed, below its address. */
const FEED_ALIASES: [pattern: RegExp, file: FeedFile][] = [
  [/\/(?:feed|atom|atom\.xml|feed\/atom|index\.xml)$/, "feed.xml"],
  [/\/(?:rss|feed\/rss2?|feed\/rdf)$/, "rss.xml"],
  [/\/feed\/json$/, "feed.json"],
];

/** Where a path leads that names a list's feed in another way, such as `/feed`; `null` if it names none. */
export function feedByAlias(path: string): string | null {
  for (const [pattern, file] of FEED_ALIASES) {
    if (pattern.test(path)) return path.replace(pattern, `/${file}`);
  }
  return null;
}

/**
 * Everything that publish renders and readers get from KV: pages, feeds and maps. `paged`: a list that may have more
 * pages than one. `feeds`: a list with feeds of its own.
 */
const PAGES = {
  home: { path: "/", paged: true, feeds: true },
  polls: { path: "/polls", paged: true, feeds: false },
  sitemap: { path: "/sitemap.xml", paged: false, feeds: false },
  news: { path: "/sitemap-news.xml", paged: false, feeds: false },
  robots: { path: "/robots.txt", paged: false, feeds: false },
  llms: { path: "/llms.txt", paged: false, feeds: false },
  archive: { path: "/archive", paged: false, feeds: false },
  markdown: { path: "/articles/:slug.md", paged: false, feeds: false },
  article: { path: "/articles/:slug", paged: false, feeds: false },
  audience: { path: "/for/:audience", paged: true, feeds: true },
  tag: { path: "/tags/:tag", paged: true, feeds: true },
  author: { path: "/authors/:author", paged: true, feeds: true },
  year: { path: "/archive/:year", paged: true, feeds: false },
  // Last: a page of the publication's own never takes the place of one of these.
  plainPage: { path: "/:page{[a-z0-9-]+}", paged: false, feeds: false },
} as const;

/** What a page is of. */
export type PageKind = keyof typeof PAGES;

/** A pattern of addresses, as Hono takes it, and what is found there. */
interface PageRoute {
  kind: PageKind;
  path: string;
  feed: FeedFile | null;
}

/** The addresses of all pages, in the order in which they are matched. */
export const PAGE_ROUTES: readonly PageRoute[] = Object.entries(PAGES).flatMap(
  ([name, { path, paged, feeds }]) => {
    const kind = name as PageKind;
    const base = path === "/" ? "" : path;
    const routes: PageRoute[] = [{ kind, path, feed: null }];
    if (paged) routes.push({ kind, path: `${base}/page/:page`, feed: null });
    if (!feeds) return routes;
    const ofList = FEED_FORMATS.map(({ file }) => ({ kind, path: `${base}/${file}`, feed: file }));
    return [...routes, ...ofList];
  },
);

/** The Worker's other addresses. What needs no name in the address is always there. */
export const ROUTES = {
  search: "/search",
  health: "/health",
  oembed: "/oembed",
  resultsSchema: "/schemas/results.json",
  openApi: "/api/openapi.json",
  image: "/images/:digest/:file",
  preview: "/preview/:slug",
  poll: "/polls/:poll",
  embeddedPoll: "/embed/polls/:poll",
} as const;

/** Where a publication that names a contact says so; others have nothing there. */
export const SECURITY_TXT = "/.well-known/security.txt";

/** A poll's open data: files below its own address. */
export const POLL_FILES = [
  "results.json",
  "results.csv",
  "results.xlsx",
  "results.svg",
  "codebook.txt",
  "votes.csv",
] as const;

/** A page's address, taken apart. */
export interface FoundPage {
  kind: PageKind;
  feed: FeedFile | null;
  /** Of the article, the audience, …; empty for what there is one of. */
  name: string;
  /** The number of the list's page. */
  page: number;
  /** The address without a page's number or a feed: that of the list itself. */
  base: string;
}

const PARAMETER = /:[a-z]+(?:\{[^}]*\})?/;

const MATCHERS = PAGE_ROUTES.map(({ kind, path, feed }) => {
  const pattern = path
    .replaceAll(".", "\\.")
    // The first page of a list has the list's own address.
    .replace("/page/:page", "/page/(?<page>[2-9]|[1-9][0-9]{1,3})")
    .replace(":year", "(?<name>[1-9][0-9]{3})")
    .replace(PARAMETER, "(?<name>[a-z0-9-]+)");
  return { kind, feed, pattern: new RegExp(`^${pattern}$`) };
});

/** The page that an address is of; `null` where it can be none's. */
export function matchPage(path: string): FoundPage | null {
  for (const { kind, feed, pattern } of MATCHERS) {
    const found = pattern.exec(path);
    if (!found) continue;
    const { name = "", page = "1" } = found.groups ?? {};
    const base = PAGES[kind].path.replace(PARAMETER, name);
    return { kind, feed, name, page: Number(page), base };
  }
  return null;
}

/** Redirects may not begin with these: what is not found there says so itself, or is never looked up as a redirect. */
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

/** Files that are served without the Worker, now or in time, without what stands after their dot. */
const STATIC = [
  "style",
  "site",
  "poll",
  "live",
  "rank",
  "frame",
  "icon",
  "favicon",
  "apple-touch-icon",
  "source",
  "fonts",
];

/** Names that readers, browsers and the platform take for something else than a page of the publication. */
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

const RESERVED: ReadonlySet<string> = new Set([
  ...[...PAGE_ROUTES.map(({ path }) => path), ...Object.values(ROUTES)].map(firstName),
  ...STATIC,
  ...KEPT_FREE,
]);

/** Whether a name is not to be had for a page of the publication at the top level of its addresses. */
export function isReserved(name: string): boolean {
  return RESERVED.has(name);
}

/** The first part of an address, without what stands after its dot: a page of that name would be taken for the file. */
function firstName(path: string): string {
  return (path.split("/")[1] ?? "").replace(/\..*$/, "");
}
