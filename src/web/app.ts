import { Hono } from "hono";
import { trimTrailingSlash } from "hono/trailing-slash";
import { ID_PATTERN } from "../core/content/fields.ts";
import { readImage } from "../store/pages/pages.ts";
import { FEED_FORMATS } from "../views/feeds/feed.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { failed } from "./http/failed.tsx";
import { findPage } from "./site/find-page.ts";
import { commonHeaders } from "./http/headers.ts";
import { rememberAddress } from "./site/hot-page.ts";
import { missing } from "./site/redirects.ts";
import { pageResponse } from "./site/page-response.ts";
import { pollPath } from "./polls/embed-context.ts";
import { pollPage } from "./polls/poll-page.tsx";
import { noSuchPoll, notFound, wrongMethod } from "./http/problems.ts";
import { refuse } from "./http/problem-response.tsx";
import { requestLog, routeOf } from "./http/request-log.ts";
import { pollShareImage } from "./site/share-image.ts";
import { findPublication } from "./site/find-publication.ts";
import { look, vote, withdraw } from "./polls/vote.ts";

const DIGEST = /^[0-9a-f]{64}$/;

/** The Worker's routes. */
export const app = new Hono<AppEnv>();

app.use(requestLog);
app.use(commonHeaders);
app.use(async (c, next) => {
  try {
    await next();
  } catch (thrown) {
    // What is no Error is passed by everything else.
    c.res = await failed(thrown, c);
  }
});
app.use(trimTrailingSlash());

app.get("/health", async (c) => (await import("./site/health.ts")).health(c));
// Before the publishing API, which asks for a token whatever comes.
app.get("/api/openapi.json", async (c) => (await import("./openapi/openapi.ts")).openApi(c));
app.all("/api/openapi.json", (c) => notAllowed(c, "GET, HEAD"));
app.all("/api/*", async (c) => {
  const { mounted } = await import("./api/mounted.ts");
  return mounted.fetch(c.req.raw, c.env, c.executionCtx);
});

// What readers of a page don't need is loaded when it is asked for: the less code there is, the sooner a Worker starts.
const openData = () => import("./polls/open-data.ts");
const FILES: Record<string, (c: AppContext, poll: string) => Promise<Response>> = {
  "results.json": async (c, poll) => (await openData()).pollResultsJson(c, poll),
  "results.csv": async (c, poll) => (await openData()).pollResultsCsv(c, poll),
  "results.svg": async (c, poll) => (await openData()).pollChart(c, poll),
  "codebook.txt": async (c, poll) => (await openData()).pollCodebook(c, poll),
  "votes.csv": async (c, poll) => (await import("./polls/votes-file.ts")).pollVotesCsv(c, poll),
  "share.png": pollShareImage,
};
for (const [name, file] of Object.entries(FILES)) {
  app.get(`/polls/:poll/${name}`, (c) => file(c, c.req.param("poll")));
}
app.get("/schemas/results.json", async (c) => {
  const { resultsDescription } = await import("./openapi/openapi.ts");
  return resultsDescription(c);
});
app.get("/.well-known/security.txt", async (c) =>
  (await import("./site/security-txt.ts")).securityTxt(c),
);
app.get("/oembed", async (c) => (await import("./polls/oembed.ts")).oembed(c));
app.get("/search", async (c) => (await import("./site/search.tsx")).search(c));
for (const base of ["/polls/:poll", "/embed/polls/:poll"]) {
  app.get(base, (c) => ofPoll(c, pollPage));
  for (const [path, deed] of [
    ["votes", vote],
    ["withdraw", withdraw],
    ["look", look],
  ] as const) {
    app.post(`${base}/${path}`, (c) => ofPoll(c, deed));
    // The address of a form, opened by hand or reloaded: the poll is what was meant.
    app.get(`${base}/${path}`, (c) =>
      ofPoll(c, async (_, poll) => c.redirect(pollPath(c, poll), 303)),
    );
    app.all(`${base}/${path}`, (c) => notAllowed(c, "GET, HEAD, POST"));
  }
}

app.get("/images/:digest/:file", async (c) => {
  const digest = c.req.param("digest");
  const image = DIGEST.test(digest) ? await readImage(c.env.PAGES, digest) : null;
  if (!image) return refuse(c, notFound);
  return c.body(image.body, 200, {
    "Content-Type": image.type,
    // Feeds are read in other sites' pages.
    "Cross-Origin-Resource-Policy": "cross-origin",
    // The address has the digest of the bytes in it.
    "Cache-Control": "public, max-age=31536000, immutable",
  });
});

// Before the articles' pages. Hono takes the whole segment for the parameter, whatever it ends with.
app.get("/articles/:slug.md", (c, next) => (c.req.path.endsWith(".md") ? markdown(c) : next()));

const WITH_FEEDS = ["/for/:audience", "/tags/:tag", "/authors/:author"];
const LISTS = [...WITH_FEEDS, "/archive/:year"];
const PAGES = [
  "/",
  "/page/:page",
  "/polls",
  "/polls/page/:page",
  "/sitemap.xml",
  "/sitemap-news.xml",
  "/robots.txt",
  "/llms.txt",
  "/archive",
  "/articles/:slug",
  ...LISTS.flatMap((list) => [list, `${list}/page/:page`]),
  ...["", ...WITH_FEEDS].flatMap((list) => FEED_FORMATS.map(({ file }) => `${list}/${file}`)),
];
/** The publication's own pages: after everything of this site that has one part alone. */
const PLAIN_PAGE = "/:page{[a-z0-9-]+}";
for (const path of [...PAGES, PLAIN_PAGE]) {
  app.get(path, async (c) => {
    const pathname = pathOf(c);
    const response = await page(c, pathname);
    if (!response) return missing(c);
    // What is answered so once is answered without the router as long as it is in memory.
    rememberAddress(c.req.url, { path: pathname, route: routeOf(c) });
    c.set("complete", true);
    return response;
  });
}
app.get("/preview/:slug", async (c) => (await import("./site/preview.ts")).preview(c));

// After the routes themselves: what comes here has another method than they take (RFC 9110, 15.5.6).
const READ_ONLY = [
  ...PAGES,
  "/preview/:slug",
  "/health",
  "/images/:digest/:file",
  "/polls/:poll",
  "/embed/polls/:poll",
  "/oembed",
  "/.well-known/security.txt",
  "/search",
  "/schemas/results.json",
  ...Object.keys(FILES).map((name) => `/polls/:poll/${name}`),
  PLAIN_PAGE,
];
for (const path of READ_ONLY) app.all(path, (c) => notAllowed(c, "GET, HEAD"));

app.notFound(missing);

app.onError(failed);

/** Hono's path has what is percent-encoded decoded; pages have their addresses as they are sent. */
function pathOf(c: AppContext): string {
  return c.req.url.includes("%") ? new URL(c.req.url).pathname : c.req.path;
}

/** The page of a path; `null` where there is none. */
async function page(c: AppContext, pathname: string): Promise<Response | null> {
  const [found, publication] = await Promise.all([
    findPage(c.env, (work) => c.executionCtx.waitUntil(work), pathname),
    findPublication(c.env, c.req.url),
  ]);
  return found && pageResponse(c.req.raw, c.env, found, publication.site);
}

/** An article's Markdown: a copy, of which search engines are told where the article is. */
async function markdown(c: AppContext): Promise<Response> {
  const response = await page(c, pathOf(c));
  if (!response) return missing(c);
  const { origin } = await findPublication(c.env, c.req.url);
  const address = origin + c.req.path.replace(/\.md$/, "");
  response.headers.set("Link", `<${address}>; rel="canonical"`);
  return response;
}

async function notAllowed(c: AppContext, allow: string): Promise<Response> {
  const response = await refuse(c, wrongMethod);
  response.headers.set("Allow", allow);
  return response;
}

/** An id that no poll can have is not asked for. */
async function ofPoll(
  c: AppContext,
  answer: (c: AppContext, poll: string) => Promise<Response>,
): Promise<Response> {
  const poll = c.req.param("poll") ?? "";
  return ID_PATTERN.test(poll) ? answer(c, poll) : refuse(c, noSuchPoll);
}
