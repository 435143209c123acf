import type { Progress } from "../../poll/rpc-types.ts";
import { shardName } from "../../core/polls/shards.ts";
import type { Database } from "../../store/database.ts";
import { listLedgers } from "../../store/status.ts";
import { askPoll } from "../polls/poll-object.ts";
import { IsolateCache } from "../../platform/isolate-cache.ts";
import { STORE_LIMIT_MS, withTimeout } from "../../platform/timeout.ts";

/** The most objects that one request asks: the platform allows a thousand calls. */
const MOST = 500;
/** How long an answer is reused, so that frequent checks do not wake the objects. */
const FRESH_MS = 15_000;

/** How far D1's copies lag behind the ledgers. */
interface Projections {
  /** How many ledgers there are, and how many of them were asked. */
  ledgers: number;
  asked: number;
  /** How many of those did not answer. */
  silent: number;
  /** Ledgers that D1 lags behind, the furthest first, with the age of the oldest entry not yet copied. */
  behind: { ledger: string; seconds: number }[];
}

const answered = new IsolateCache<"all", Projections>({ max: 1, freshMs: FRESH_MS });

/** Asks each poll's objects how far D1 lags behind. Never names a hidden poll. */
export async function projectionsOf(env: Env, db: Database, now: number): Promise<Projections> {
  const fresh = answered.fresh("all");
  if (fresh) return fresh;
  const ledgers = (await withTimeout(listLedgers(db), STORE_LIMIT_MS)).flatMap(({ id, shards }) =>
    Array.from({ length: shards }, (_, shard) => shardName(id, shard)),
  );
  const answers = await Promise.all(
    ledgers.slice(0, MOST).map(async (ledger) => ({ ledger, progress: await lagOf(env, ledger) })),
  );
  const behind = answers.flatMap(({ ledger, progress }) => {
    if (progress === null || progress === "silent" || progress.oldest === null) return [];
    const seconds = Math.max(0, Math.round((now - progress.oldest) / 1000));
    return [{ ledger: progress.hidden ? "(hidden)" : ledger, seconds }];
  });
  return answered.set("all", {
    ledgers: ledgers.length,
    asked: answers.length,
    silent: answers.filter(({ progress }) => progress === "silent").length,
    behind: behind.toSorted((a, b) => b.seconds - a.seconds).slice(0, 20),
  });
}

async function lagOf(env: Env, ledger: string): Promise<Progress | null | "silent"> {
  const ask = askPoll(env, ledger, async (stub) => {
    const progress: Progress | null = await stub.progress();
    return progress;
  });
  try {
    return await withTimeout(ask, STORE_LIMIT_MS);
  } catch {
    return "silent";
  }
}
