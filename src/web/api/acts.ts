import { Hono } from "hono";
import * as v from "valibot";
import type { ActRecord, Desk } from "../../core/polls/audit.ts";
import { parseInstant } from "../../core/instant.ts";
import { ACT_TIMES, zonedTime, zonedTimes } from "../../core/time-zone.ts";
import type { Act, ActOutcome } from "../../poll/rpc-types.ts";
import { actSchema } from "./act-input.ts";
import { json } from "./api-responses.ts";
import { operatorOnly, unlessOperator } from "../auth/auth.ts";
import type { AppEnv } from "../context.ts";
import { askPoll } from "../polls/poll-object.ts";
import { noSuchPoll, problemResponse } from "../http/problems.ts";
import { scheduled } from "../scheduled.ts";
import { findPublication } from "../site/find-publication.ts";
import { pollStub } from "../../platform/poll-stub.ts";

const MAX_ACTS = 500;

/** Acts for operators only: voided votes stay voided, codes let people vote, and words say what votes were given for. */
const OF_OPERATORS: ReadonlySet<Act["act"]> = new Set(["void", "invite", "reword"]);

/** Acts on a published poll (open, close, hide, void …), and the poll's own log of them. */
export const actsApi = new Hono<AppEnv>()
  .post("/polls/:poll/acts", async (c) => {
    const poll = c.req.param("poll");
    const zone = (await findPublication(c.env, c.req.url)).site.timeZone;
    const { value, notes } = zonedTimes(await json(c), ACT_TIMES, zone);
    const never = notes.find(({ level }) => level === "error");
    if (never) return notAnAct(never.message);
    const parsed = v.safeParse(actSchema, value);
    if (!parsed.success) {
      return notAnAct(
        parsed.issues
          .map((issue) => `${v.getDotPath(issue) ?? "body"} ${issue.message}`)
          .join("; "),
      );
    }
    const act: Act = parsed.output;
    if (OF_OPERATORS.has(act.act)) {
      const refused = unlessOperator(c, `“${act.act}”`);
      if (refused) return refused;
    }
    const { who } = c.get("actor");
    // No automatic retry after a lost answer: an act done twice would be refused, or logged twice.
    const outcome: ActOutcome = await pollStub(c.env, poll).perform(act, who);
    if (outcome.outcome === "no-such-poll") return problemResponse(noSuchPoll);
    if (outcome.outcome === "refused") {
      return problemResponse({
        status: 409,
        kind: "act-refused",
        title: "This can't be done",
        detail: `${poll}: ${outcome.reason}.`,
      });
    }
    // The list of polls reads D1. If D1 cannot be updated now, the poll's alarm does it.
    const failed = await askPoll(c.env, poll, async (stub): Promise<string | null> => stub.flush());
    // If the pages cannot be written now, the scheduler writes them.
    if (failed === null && (act.act === "hide" || act.act === "show")) {
      await scheduled(null, c.env).catch(() => undefined);
    }
    return c.json({ poll, act: act.act, by: who, detail: outcome.detail, failed });
  })

  .get("/polls/:poll/acts", async (c) => {
    const acts = await askPoll(c.env, c.req.param("poll"), async (stub): Promise<ActRecord[]> =>
      stub.acts(MAX_ACTS),
    );
    return c.json({
      acts: acts.map(({ at, ...act }) => ({ at: new Date(at).toISOString(), ...act })),
    });
  })

  // Readers' own words, and how many votes came from which network.
  .get("/polls/:poll/desk", operatorOnly, async (c) => {
    const zone = (await findPublication(c.env, c.req.url)).site.timeZone;
    const at = (name: string) => parseInstant(zonedTime(c.req.query(name) ?? "", zone).text);
    const from = at("from") ?? 0;
    const to = at("to") ?? Number.MAX_SAFE_INTEGER;
    const desk = await askPoll(c.env, c.req.param("poll"), async (stub): Promise<Desk | null> =>
      stub.desk(from, to),
    );
    return desk ? c.json(desk) : problemResponse(noSuchPoll);
  });

function notAnAct(detail: string): Response {
  return problemResponse({ status: 422, kind: "invalid-act", title: "This is not an act", detail });
}
