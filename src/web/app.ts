import { Hono } from "hono";
import { normalPath } from "../core/path.ts";
import { PAGE_ROUTES, type POLL_FILES, ROUTES, SECURITY_TXT } from "../core/routes.ts";
import { readImage } from "../store/pages/pages.ts";
import type { AppContext, AppEnv } from "./context.ts";
import { failed } from "./http/failed.tsx";
import { findingFor, findPage } from "./site/find-page.ts";
import { commonHeaders } from "./http/headers.ts";
import { rememberAddress } from "./site/hot-page.ts";
import { missing } from "./site/redirects.ts";
import { pageResponse } from "./site/page-response.ts";
import { pollPath } from "./polls/embed-context.ts";
import { isKnownPoll, pollExists } from "./polls/poll-object.ts";
import { pollPage } from "./polls/poll-page.tsx";
import { noSuchPoll, notFound, problemResponse, wrongMethod } from "./http/problems.ts";
import { refuse } from "./http/problem-response.tsx";
import { isTooMuch, tooManyRequests } from "./http/work-limit.ts";
import { requestLog, routeOf } from "./http/request-log.ts";
import { pollShareImage } from "./site/share-image.ts";
import { findPublication } from "./site/find-publication.ts";
import { look, vote, withdraw } from "./polls/vote.ts";

const DIGEST = /^[0-9a-f]{64}$/;

/** Open data is read without cookies, so any site may (fetch.spec.whatwg.org, CORS protocol). */
const PREFLIGHT = {
  Allow: "GET, HEAD, OPTIONS",
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, HEAD",
  "Access-Control-Allow-Headers": "*",
  "Access-Control-Max-Age": "86400",
};

type PollAnswer = (c: AppContext, poll: string) => Promise<Response>;

/** The Worker's routes. */
export const app = new Hono<AppEnv>();

app.use(requestLog);
app.use(commonHeaders);
app.use(async (c, next) => {
  try {
    await next();
  } catch (thrown) {
    // Hono's onError only sees Error instances; catch anything else here.
    c.res = await failed(thrown, c);
  }
});

read(ROUTES.health, async (c) => (await import("./site/health.ts")).health(c));
// static/ serves this file without the Worker. Registered before the publishing API, which requires a token for any path.
app.all(ROUTES.openApi, (c) => notAllowed(c, "GET, HEAD"));
app.all("/api/*", async (c) => {
  const { mounted } = await import("./api/mounted.ts");
  return mounted.fetch(c.req.raw, c.env, c.executionCtx);
});

// Code that page readers do not need is loaded on demand: a Worker with less code starts sooner.
const openData = () => import("./polls/open-data.ts");
const POLL_DATA: Record<(typeof POLL_FILES)[number], PollAnswer> = {
  "results.json": async (c, poll) => (await openData()).pollResultsJson(c, poll),
  "results.csv": async (c, poll) => (await openData()).pollResultsCsv(c, poll),
  "results.xlsx": async (c, poll) => (await import("./polls/workbook.ts")).pollWorkbook(c, poll),
  "results.svg": async (c, poll) => (await openData()).pollChart(c, poll),
  "codebook.txt": async (c, poll) => (await openData()).pollCodebook(c, poll),
  "votes.csv": async (c, poll) => (await import("./polls/votes-file.ts")).pollVotesCsv(c, poll),
};
for (const [file, answer] of Object.entries(POLL_DATA)) {
  readAnywhere(`${ROUTES.poll}/${file}`, async (c) => {
    const poll = c.req.param("poll") ?? "";
    // Whoever asks for it gets all votes: a megabyte for each twenty thousand.
    const isTooLarge = file === "votes.csv" && (await isTooMuch(c, "file"));
    if (isTooLarge || (await isInvented(c, poll))) {
      return problemResponse(tooManyRequests, (await openData()).OPEN);
    }
    return answer(c, poll);
  });
}
read(`${ROUTES.poll}/share.png`, (c) => pollShareImage(c, c.req.param("poll") ?? ""));
readAnywhere(ROUTES.resultsSchema, async (c) => (await openData()).resultsSchema(c));
read(SECURITY_TXT, async (c) => (await import("./site/security-txt.ts")).securityTxt(c));
readAnywhere(ROUTES.oembed, async (c) => (await import("./polls/oembed.ts")).oembed(c));
read(ROUTES.search, async (c) => (await import("./site/search.tsx")).search(c));
for (const base of [ROUTES.poll, ROUTES.embeddedPoll]) {
  read(base, (c) => ofPoll(c, pollPage));
  for (const [path, answer] of [
    ["votes", vote],
    ["withdraw", withdraw],
    ["look", look],
  ] as const) {
    app.post(`${base}/${path}`, (c) => ofPoll(c, answer));
    // A form's address, opened directly or reloaded, leads to the poll.
    app.get(`${base}/${path}`, (c) =>
      ofPoll(c, async (_, poll) => c.redirect(pollPath(c, poll), 303)),
    );
    app.all(`${base}/${path}`, (c) => notAllowed(c, "GET, HEAD, POST"));
  }
}
read(ROUTES.image, image);
read(ROUTES.preview, async (c) => (await import("./site/preview.ts")).preview(c));
for (const { kind, path } of PAGE_ROUTES) {
  // In Hono a parameter is the whole segment, including any suffix.
  if (kind === "markdown") {
    app.get(path, (c, next) => (c.req.path.endsWith(".md") ? markdown(c) : next()));
  } else {
    read(path, readPage);
  }
}

app.notFound(missing);

app.onError(failed);

/** Registers a read-only route. Methods other than GET and HEAD get 405 (RFC 9110, 15.5.6). */
function read(path: string, answer: (c: AppContext) => Promise<Response>): void {
  app.get(path, answer);
  app.all(path, (c) => notAllowed(c, "GET, HEAD"));
}

/** Registers a read-only route for scripts of any site, which ask first if they may send a header such as If-None-Match. */
function readAnywhere(path: string, answer: (c: AppContext) => Promise<Response>): void {
  app.options(path, (c) => c.body(null, 204, PREFLIGHT));
  read(path, answer);
}

/** A picture, by the digest of its bytes. */
async function image(c: AppContext): Promise<Response> {
  const digest = c.req.param("digest") ?? "";
  const found = DIGEST.test(digest) ? await readImage(c.env.PAGES, digest) : null;
  if (!found) return refuse(c, notFound, { kept: true });
  return c.body(found.body, 200, {
    "Content-Type": found.type,
    // Other sites' pages show pictures of feeds.
    "Cross-Origin-Resource-Policy": "cross-origin",
    // The address contains the digest of the bytes.
    "Cache-Control": "public, max-age=31536000, immutable",
  });
}

/** A page that publish has rendered. */
async function readPage(c: AppContext): Promise<Response> {
  const pathname = pathOf(c);
  const response = await page(c, pathname);
  if (!response) return missing(c);
  if (response.status === 429) return response;
  // From now on hot-page.ts answers this address, as long as its page is in memory.
  rememberAddress(c.req.url, { path: pathname, route: routeOf(c) });
  c.set("complete", true);
  return response;
}

/** The path that a page is stored under, however it is spelled in the address. Hono decodes percent-encoding. */
function pathOf(c: AppContext): string {
  if (!c.req.url.includes("%")) return c.req.path;
  const { pathname } = new URL(c.req.url);
  return normalPath(pathname) ?? pathname;
}

/** The page of a path; `null` where there is none. */
async function page(c: AppContext, pathname: string): Promise<Response | null> {
  const finding = findingFor(c);
  const found = await findPage(finding, pathname);
  if (found === "too-much") return refuse(c, tooManyRequests);
  return found && pageResponse(c.req.raw, c.env, found, (await finding.publication).site);
}

/** An article's Markdown. Search engines are told that the article's page is the original. */
async function markdown(c: AppContext): Promise<Response> {
  const path = pathOf(c);
  const response = await page(c, path);
  if (!response || response.status === 429) return response ?? missing(c);
  const { origin } = await findPublication(c.env, c.req.url);
  const address = origin + path.replace(/\.md$/, "");
  response.headers.set("Link", `<${address}>; rel="canonical"`);
  return response;
}

async function notAllowed(c: AppContext, allow: string): Promise<Response> {
  const response = await refuse(c, wrongMethod);
  response.headers.set("Allow", allow);
  return response;
}

/** Whether the reader's network has asked for very many polls that this isolate does not know. Ballots are not limited. */
async function isInvented(c: AppContext, poll: string): Promise<boolean> {
  return c.req.method !== "POST" && !isKnownPoll(poll) && (await isTooMuch(c, "poll"));
}

/** Answers for a poll. Where there is none, no object is asked. */
async function ofPoll(c: AppContext, answer: PollAnswer): Promise<Response> {
  const poll = c.req.param("poll") ?? "";
  if (await isInvented(c, poll)) return refuse(c, tooManyRequests);
  return (await pollExists(c.env, poll)) ? answer(c, poll) : refuse(c, noSuchPoll);
}
