import { resultsCsv } from "../core/csv.ts";
import { ID_PATTERN } from "../core/fields.ts";
import type { Results } from "../core/results.ts";
import type { PollView } from "../poll/outcome.ts";
import type { AppContext } from "./context.ts";
import { matches } from "./etag.ts";
import { viewPoll } from "./poll-object.ts";
import { pollPageResponse } from "./poll-page.tsx";
import { viewerOf } from "./reader.ts";
import { refuse } from "./refuse.tsx";
import { noSuchPoll, problemResponse, type Refusal, unavailable } from "./refusal.ts";

/** `GET /polls/:poll` and `GET /embed/polls/:poll`: the poll as this reader may see it. */
export async function pollPage(c: AppContext, poll: string): Promise<Response> {
  let view: PollView | null;
  try {
    const { voter, more } = await viewerOf(c, poll);
    view = await viewPoll(c.env, poll, voter, more);
  } catch (error) {
    console.error({ event: "poll failed", poll, error: String(error) });
    return refuse(c, unavailable);
  }
  if (!view) return refuse(c, noSuchPoll);
  return pollPageResponse(c, view, {
    code: c.req.query("code") ?? null,
    token: c.req.query("token") ?? null,
    notice: c.req.query("notice") ?? null,
  });
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
