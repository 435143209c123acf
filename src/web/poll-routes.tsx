import type { PollView } from "../poll/outcome.ts";
import { PollPage } from "../views/poll-page.tsx";
import type { AppContext } from "./context.ts";
import { viewPoll } from "./poll-object.ts";
import { refuse } from "./refuse.tsx";
import { noSuchPoll, problemResponse, unavailable } from "./refusal.ts";
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

/** `GET /polls/:poll/results.json`: the numbers that everybody may see. */
export async function pollResultsJson(c: AppContext, poll: string): Promise<Response> {
  let view: PollView | null;
  try {
    view = await viewPoll(c.env, poll, null);
  } catch (error) {
    console.error({ event: "poll failed", poll, error: String(error) });
    return problemResponse(unavailable);
  }
  if (!view) return problemResponse(noSuchPoll);
  if (!view.results) {
    return problemResponse({
      status: 403,
      kind: "results-not-public",
      title: "Not published yet",
      detail: "The numbers of this poll are published when it closes.",
    });
  }
  const etag = `W/"${view.version}"`;
  const headers = {
    "Cache-Control": "public, max-age=2, stale-while-revalidate=8",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    ETag: etag,
  };
  if (c.req.header("If-None-Match") === etag) return c.body(null, 304, headers);
  return c.json(view.results, 200, headers);
}
