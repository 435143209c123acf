import type { Progress } from "../../poll/rpc-types.ts";
import { shardName } from "../../core/polls/shards.ts";
import type { Database } from "../../store/database.ts";
import { listLedgers } from "../../store/status.ts";
import { askPoll } from "../polls/poll-object.ts";
import { STORE_LIMIT_MS, withTimeout } from "../../platform/timeout.ts";

/** Objects that are asked at most: a request may ask a thousand. */
const MOST = 500;
/** How long an answer is good: whoever asks again and again wakes no objects. */
const FRESH_MS = 15_000;

/** How far D1's copies of the ledgers are behind. */
export interface Projections {
  /** Ledgers that there are, and that were asked. */
  ledgers: number;
  asked: number;
  /** Those that did not answer. */
  silent: number;
  /** Those of which D1 has not got all, the latest first: how old the oldest entry is that it has not got. */
  behind: { ledger: string; seconds: number }[];
}

let known: { at: number; projections: Projections } | null = null;

/** Asks each poll's objects how much of their ledgers D1 has. Of hidden polls no name is told. */
export async function projectionsOf(env: Env, db: Database, now: number): Promise<Projections> {
  if (known && Math.abs(now - known.at) < FRESH_MS) return known.projections;
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
  const projections = {
    ledgers: ledgers.length,
    asked: answers.length,
    silent: answers.filter(({ progress }) => progress === "silent").length,
    behind: behind.toSorted((a, b) => b.seconds - a.seconds).slice(0, 20),
  };
  known = { at: now, projections };
  return projections;
}

/** Forgets what the objects said. */
export function forgetProjections(): void {
  known = null;
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
