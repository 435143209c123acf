import { Hono } from "hono";
import type { Audit } from "../../core/polls/audit.ts";
import { canonicalJson } from "../../core/digest.ts";
import { shardName } from "../../core/polls/shards.ts";
import type { Tally } from "../../core/results/tally.ts";
import type { LedgerEntry } from "../../core/polls/entry.ts";
import { listPollIds } from "../../store/content/content.ts";
import { database } from "../../store/database.ts";
import {
  forgetProjection,
  projectedEntries,
  projectedTallies,
} from "../../store/votes/projection.ts";
import { operatorOnly } from "../auth/auth.ts";
import type { AppEnv } from "../context.ts";
import { askPoll } from "../polls/poll-object.ts";
import { noSuchPoll, problemResponse } from "../http/problems.ts";

/** The most entries compared in one request. */
const ENTRIES_PER_PAGE = 2000;

/** What `hustings verify` reads: a poll's ledger and tallies, and D1's copy of them. */
export const auditApi = new Hono<AppEnv>()
  .get("/polls", async (c) => {
    return c.json({ polls: await listPollIds(database(c.env.DB)) });
  })

  // First the object sends D1 what it lacks. Votes that arrive meanwhile do not count as differences: D1's votes are
  // compared with the ledger up to the last acknowledged entry, and its numbers with the ledger as of their version.
  .get("/polls/:poll/audit", async (c) => {
    const poll = c.req.param("poll");
    const { failed, audit } = await askPoll(c.env, poll, async (stub) => {
      const failure: string | null = await stub.flush();
      const books: Audit | null = await stub.audit();
      return { failed: failure, audit: books };
    });
    if (!audit) return problemResponse(noSuchPoll);
    const { seq } = audit.projected;
    const d1 = await projectedTallies(database(c.env.DB), poll, new Set(audit.ranked), seq);
    const ledger = await askPoll(c.env, poll, async (stub) => {
      const atProjected: Tally = await stub.foldTo(seq);
      // Usually the same position; each fold reads the whole ledger.
      const atKept: Tally = d1.seq === seq ? atProjected : await stub.foldTo(d1.seq);
      return { atProjected, atKept };
    });
    return c.json({ ...audit, ...ledger, failed, d1 });
  })

  .get("/polls/:poll/audit/votes", async (c) => {
    const poll = c.req.param("poll");
    const after = Number(c.req.query("after") ?? 0);
    const upTo = Number(c.req.query("upTo") ?? Number.MAX_SAFE_INTEGER);
    // D1 first: the ledger had everything in D1 before D1 did.
    const copy = await projectedEntries(database(c.env.DB), poll, after, ENTRIES_PER_PAGE);
    const ledger = await askPoll(c.env, poll, async (stub): Promise<LedgerEntry[]> =>
      stub.entriesAfter(after, ENTRIES_PER_PAGE),
    );
    // Compare up to where both lists reach; the rest belongs to the next page.
    const full = [ledger, copy].filter((list) => list.length === ENTRIES_PER_PAGE);
    const to = Math.min(...full.map((list) => list.at(-1)?.seq ?? after));
    const inLedger = bySeq(ledger, to);
    const inCopy = bySeq(copy, to);
    const different = [...new Set([...inLedger.keys(), ...inCopy.keys()])]
      .toSorted((a, b) => a - b)
      // A vote after `upTo` may still be on its way to D1.
      .filter((seq) => inLedger.get(seq) !== inCopy.get(seq) && (seq <= upTo || inCopy.has(seq)))
      .map((seq) => ({ seq, ledger: inLedger.has(seq), d1: inCopy.has(seq) }));
    return c.json({ different, next: full.length > 0 ? to : null });
  })

  // Delete first, then have the object resend everything. A crash in between leaves D1 empty and the object unaware;
  // `verify` reports it, and repeating this request repairs it.
  .post("/polls/:poll/reproject", operatorOnly, async (c) => {
    const poll = c.req.param("poll");
    // Delete only what a ledger can give back.
    const shards = await askPoll(c.env, poll, async (stub): Promise<number> => stub.shards());
    if (shards === 0) return problemResponse(noSuchPoll);
    const failures: string[] = [];
    for (let shard = 0; shard < shards; shard += 1) {
      const ledger = shardName(poll, shard);
      await forgetProjection(database(c.env.DB), ledger);
      const failed = await askPoll(c.env, ledger, async (stub): Promise<string | null> => {
        await stub.resend();
        return await stub.flush();
      });
      if (failed !== null) failures.push(failed);
    }
    return c.json({ failed: failures[0] ?? null });
  });

function bySeq(entries: readonly LedgerEntry[], to: number): Map<number, string> {
  return new Map(
    entries.filter((entry) => entry.seq <= to).map((entry) => [entry.seq, canonicalJson(entry)]),
  );
}
