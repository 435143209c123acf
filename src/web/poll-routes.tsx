import { resultsCsv } from "../core/csv.ts";
import { ID_PATTERN } from "../core/fields.ts";
import type { Results } from "../core/results.ts";
import type { PollView } from "../poll/outcome.ts";
import { PollPage } from "../views/poll-page.tsx";
import type { AppContext } from "./context.ts";
import { matches } from "./etag.ts";
import { viewPoll } from "./poll-object.ts";
import { refuse } from "./refuse.tsx";
import { noSuchPoll, problemResponse, type Refusal, unavailable } from "./refusal.ts";
import { findPublication } from "./site.ts";
import { voterCookie, voterKey } from "./voter.ts";

/** `GET /polls/:poll`: the poll as this reader may see it. Nobody else may be given these bytes. */
export async function pollPage(c: AppContext, poll: string): Promise<Response> {
  const cookie = voterCookie(c);
  const voter = cookie === null ? null : voterKey(poll, "cookie", cookie);
  let view: PollView | null;
  try {
    view = await viewPoll(c.env, poll, voter);
  } catch (error) {
    console.error({ event: "poll failed", poll, error: String(error) });
    return refuse(c, unavailable);
  }
  if (!view) return refuse(c, noSuchPoll);
  const publication = await findPublication(c.env, c.req.url);
  const section = { ...view, language: publication.site.language };
  const page = <PollPage publication={publication} poll={section} />;
  return c.html(String(page), 200, { "Cache-Control": "private, no-store" });
}

/** Open data: any site's script may read it, the refusals too. */
const OPEN = {
  "Access-Control-Allow-Origin": "*",
  "Cross-Origin-Resource-Policy": "cross-origin",
};

/** `GET /polls/:poll/results.json`: the numbers that everybody may see. */
export function pollResultsJson(c: AppContext, poll: string): Promise<Response> {
  return openData(c, poll, (results) => c.json(results));
}

/** `GET /polls/:poll/results.csv`: the same as a table. */
export function pollResultsCsv(c: AppContext, poll: string): Promise<Response> {
  return openData(c, poll, (results) =>
    c.body(resultsCsv(results), 200, {
      "Content-Type": "text/csv; charset=utf-8; header=present",
      "Content-Disposition": `attachment; filename="${poll}.csv"`,
    }),
  );
}

async function openData(
  c: AppContext,
  poll: string,
  show: (results: Results) => Response,
): Promise<Response> {
  let view: PollView | null = null;
  try {
    view = ID_PATTERN.test(poll) ? await viewPoll(c.env, poll, null) : null;
  } catch (error) {
    console.error({ event: "poll failed", poll, error: String(error) });
    return problemResponse(unavailable, OPEN);
  }
  if (!view) return problemResponse(noSuchPoll, OPEN);
  if (!view.results) return problemResponse(notPublic, OPEN);
  const etag = `W/"${view.version}"`;
  const caching = { "Cache-Control": "public, max-age=2, stale-while-revalidate=8", ETag: etag };
  const headers = Object.entries({ ...OPEN, ...caching });
  const conditional = c.req.header("If-None-Match");
  const unchanged = conditional !== undefined && matches(conditional, etag);
  const response = unchanged ? new Response(null, { status: 304 }) : show(view.results);
  for (const [name, value] of headers) response.headers.set(name, value);
  return response;
}

const notPublic: Refusal = {
  status: 403,
  kind: "results-not-public",
  title: "Not published yet",
  detail: "The numbers of this poll are published when it closes.",
};
