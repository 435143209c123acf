import type { PollView } from "../../poll/rpc-types.ts";
import type { AppContext } from "../context.ts";
import { viewPoll } from "./poll-object.ts";
import { pollPageResponse } from "./poll-page.tsx";
import { viewerOf } from "./reader.ts";
import { refuse } from "../http/problem-response.tsx";
import { noSuchPoll, unavailable } from "../http/problems.ts";

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
