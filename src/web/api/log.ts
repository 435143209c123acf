import { Hono, type MiddlewareHandler } from "hono";
import type { ActDetail, PublicationAct } from "../../core/polls/audit.ts";
import { addAct, dropAct, endAct, listActs } from "../../store/activity/activity.ts";
import { database } from "../../store/database.ts";
import { isWrite } from "../auth/auth.ts";
import type { AppContext, AppEnv } from "../context.ts";

const MAX_ACTS = 500;
/** The longest list of names in an entry; a longer one ends in “…”. */
const MAX_TEXT = 2000;

/**
 * Logs every write of the publishing API before it happens. A crash after that leaves an entry that says “begun”, never a
 * write without an entry. Acts on a running poll are in the poll's own log, in the same commit, and do not need D1. A
 * `dryRun` is not a write.
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
  // If this fails, the entry stays “begun” and the response is 503; the client repeats the request, which is logged.
  if (status < 400 && deed === null) await dropAct(db, kept);
  else await endAct(db, kept, { outcome: outcomeOf(status), detail: deed ?? {} });
};

/** Sets what the request did, for the log; `null` means nothing, so that no entry is kept. */
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
