import { Hono, type MiddlewareHandler } from "hono";
import type { ActDetail, PublicationAct } from "../../core/polls/audit.ts";
import { addAct, dropAct, endAct, listActs } from "../../store/activity/activity.ts";
import { database } from "../../store/database.ts";
import { isWrite } from "../auth/auth.ts";
import type { AppContext, AppEnv } from "../context.ts";

const MAX_ACTS = 500;
/** Enough for the names of a batch; a list that is longer ends in “…”. */
const MAX_TEXT = 2000;

/**
 * Writes every write of the publishing API into the publication's log, before it is done: a crash at any line after
 * that leaves an entry that says “begun”, never a write without an entry. What is done with a poll while it runs is in
 * the poll's own log, in the same commit, and needs no D1; asking only (`dryRun`) is no write.
 */
export const logged: MiddlewareHandler<AppEnv> = async (c, next) => {
  const isOfPoll = /^\/api\/polls\/[^/]+\/acts$/.test(c.req.path);
  const isNoDeed = isOfPoll || c.req.query("dryRun") !== undefined;
  if (!isWrite(c) || isNoDeed) return next();
  const db = database(c.env.DB);
  const act: PublicationAct = {
    at: Date.now(),
    ...c.get("actor"),
    what: shortened(`${c.req.method} ${c.req.path}`, 200),
    detail: {},
    outcome: "begun",
  };
  const kept = await addAct(db, act);
  await next();
  const { status } = c.res;
  const deed = c.get("deed");
  // Where this fails the entry goes on saying “begun”, and the answer is 503: the request is sent again, and logged.
  if (status < 400 && deed === null) await dropAct(db, kept);
  else await endAct(db, kept, { outcome: outcomeOf(status), detail: deed ?? {} });
};

/** Says for the log what a request did; `null`: nothing, so that there is no entry. */
export function tellLog(c: AppContext, deed: Record<string, string[] | number> | null): void {
  if (deed === null) {
    c.set("deed", null);
    return;
  }
  const told = Object.entries(deed).map(([name, value]) => [
    name,
    typeof value === "number" ? value : shortened(value.join(", "), MAX_TEXT),
  ]);
  c.set("deed", Object.fromEntries(told) as ActDetail);
}

/** The publication's log. */
export const logApi = new Hono<AppEnv>().get("/log", async (c) => {
  const kept = await listActs(database(c.env.DB), MAX_ACTS, c.req.query("before") ?? "");
  return c.json({
    acts: kept.map(({ act: { at, ...act } }) => ({ at: new Date(at).toISOString(), ...act })),
    next: kept.length === MAX_ACTS ? (kept.at(-1)?.key ?? null) : null,
  });
});

function outcomeOf(status: number): PublicationAct["outcome"] {
  if (status < 400) return "done";
  return status < 500 ? "refused" : "failed";
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
