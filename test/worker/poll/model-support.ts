import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { Answers } from "../../../src/core/ballots/ballot.ts";
import type { EntryKind } from "../../../src/core/polls/entry.ts";
import type { ResultsPolicy } from "../../../src/core/polls/poll.ts";
import { instantRunoff } from "../../../src/core/results/runoff.ts";
import type { Act } from "../../../src/poll/rpc-types.ts";
import type { PollView } from "../../../src/poll/rpc-types.ts";
import { database } from "../../../src/store/database.ts";
import { projectedEntries, projectedTallies } from "../../../src/store/votes/projection.ts";
import {
  addUp,
  alarmOf,
  checkBooks,
  checkCopy,
  entriesOf,
  inObject,
  withoutZeros,
} from "../support/poll.ts";

export const VOTERS = ["ann", "ben", "cat"];
const RANKED = new Set(["three"]);

/** An entry of the ledger, with its voter. */
interface ModelEntry {
  kind: EntryKind;
  voter: string;
  answers: Answers;
  audience: string | null;
  supersedes: number | null;
  castAt: number;
  note: string | null;
}

/** A ballot as it is sent to the model. */
interface Ballot {
  voter: string;
  answers: Answers;
  audience: string | null;
  revises: number | null;
}

export interface Real {
  poll: string;
  d1: { away: boolean };
}

/** What a ballot of these tests' poll comes down to. */
function normal(sent: Answers): Answers {
  const entries = Object.entries(sent).filter(([, chosen]) => chosen.length > 0);
  return Object.fromEntries(
    entries.map(([id, chosen]) => [id, RANKED.has(id) ? chosen : chosen.toSorted()]),
  );
}

function fits({ one = [], two = [], three = [] }: Answers): boolean {
  const ok = (chosen: string[], options: string, min: number, max: number): boolean =>
    chosen.every((option) => options.includes(option)) &&
    new Set(chosen).size === chosen.length &&
    chosen.length >= min &&
    chosen.length <= max;
  return ok(one, "ab", 1, 1) && ok(two, "abc", 0, 2) && ok(three, "abc", 0, 3);
}

function isSame(a: Answers, b: Answers): boolean {
  const text = (answers: Answers): string =>
    JSON.stringify(["one", "two", "three"].map((id) => answers[id] ?? []));
  return text(a) === text(b);
}

/** What a poll should be, in the plainest form: a list of entries and a list of refusals. */
export class Model {
  readonly entries: ModelEntry[] = [];
  readonly refused: Record<string, number> = {};
  readonly voids: { votes: number; reason: string }[] = [];
  readonly results: ResultsPolicy;
  readonly revisable: boolean;
  closesAt: number | null;
  closed = false;

  constructor(results: ResultsPolicy, revisable: boolean, closesAt: number) {
    this.results = results;
    this.revisable = revisable;
    this.closesAt = closesAt;
  }

  /** The number of a voter's present entry; 0: there is none. */
  ownSeq(voter: string): number {
    return 1 + this.entries.findLastIndex((e) => e.voter === voter && e.kind !== "void");
  }

  #voidOf(seq: number): ModelEntry | undefined {
    return this.entries.find((e) => e.kind === "void" && e.supersedes === seq);
  }

  /** What a voter is shown of the voter's own vote. */
  own(voter: string): Record<string, unknown> | null {
    const seq = this.ownSeq(voter);
    const entry = this.entries[seq - 1];
    if (!entry) return null;
    const { answers, audience, castAt } = entry;
    const states = { vote: "counted", withdrawal: "withdrawn", look: "looked", void: "" };
    const own = { seq, answers, audience, castAt, state: states[entry.kind] };
    const voided = this.#voidOf(seq);
    return voided ? { ...own, state: "voided", reason: voided.note } : own;
  }

  /** The votes that stand, as of an entry. */
  standing(upTo = this.entries.length): ModelEntry[] {
    const known = this.entries.slice(0, upTo);
    const out = new Set(known.map((e) => e.supersedes));
    return known.filter((e, i) => e.kind === "vote" && !out.has(i + 1));
  }

  count(kind: EntryKind): number {
    return this.entries.filter((e) => e.kind === kind).length;
  }

  tick(now: number): void {
    if (this.closesAt !== null && now >= this.closesAt) this.closed = true;
  }

  #add(kind: EntryKind, voter: string, now: number, more: Partial<ModelEntry>): void {
    const castAt = Math.max(now, this.entries.at(-1)?.castAt ?? 0);
    const nothing = { answers: {}, audience: null, supersedes: null, note: null };
    this.entries.push({ kind, voter, castAt, ...nothing, ...more });
  }

  cast({ voter, answers, audience, revises }: Ballot, now: number): string {
    const refuse = (reason: string): string => {
      this.refused[reason] = (this.refused[reason] ?? 0) + 1;
      return reason;
    };
    const seq = this.ownSeq(voter);
    const own = this.entries[seq - 1];
    const mine = this.entries.filter((e) => e.voter === voter && e.kind === "vote");
    const known = own && revises === seq ? mine.filter((e) => e === own) : mine;
    const sent = normal(answers);
    if (known.some((e) => isSame(e.answers, sent) && e.audience === audience)) {
      return refuse("repeated");
    }
    if (this.closed) return refuse("closed");
    if (own?.kind === "look" && !this.#voidOf(seq)) return refuse("looked");
    if (own && (!this.revisable || this.#voidOf(seq))) return refuse("already-voted");
    if (!own && revises !== null) return refuse("no-vote");
    if (revises !== null && revises !== seq) return refuse("outdated");
    if (!fits(answers)) return refuse("invalid");
    this.#add("vote", voter, now, { answers: sent, audience, supersedes: own ? seq : null });
    return own?.kind === "vote" ? "revised" : "counted";
  }

  withdraw(voter: string, seq: number, now: number): string {
    const present = this.ownSeq(voter);
    const own = this.entries[present - 1];
    if (own?.kind === "withdrawal" && own.supersedes === seq) return "withdrawn";
    if (own?.kind !== "vote" || present !== seq) return "no-vote";
    if (this.closed) return "closed";
    if (!this.revisable || this.#voidOf(seq)) return "not-revisable";
    this.#add("withdrawal", voter, now, { supersedes: seq });
    return "withdrawn";
  }

  look(voter: string, now: number): string {
    const seq = this.ownSeq(voter);
    const own = this.entries[seq - 1];
    if (this.results !== "after-vote") return "no-look";
    if (own && own.kind !== "withdrawal") return "looking";
    if (this.closed) return "closed";
    this.#add("look", voter, now, { supersedes: own ? seq : null });
    return "looking";
  }

  void(seqs: readonly number[], note: string, now: number): string {
    const standing = new Set(this.standing());
    const found = seqs.filter((seq) =>
      this.entries.some((e, i) => i + 1 === seq && standing.has(e)),
    );
    if (found.length === 0) return "refused";
    for (const supersedes of found) {
      this.#add("void", this.entries[supersedes - 1]?.voter ?? "", now, { supersedes, note });
    }
    this.voids.push({ votes: found.length, reason: note });
    return "done";
  }

  perform(act: Act, now: number): "done" | "refused" {
    if (act.act === "close") {
      if (this.closed) return "refused";
      this.closesAt = now;
      this.closed = true;
      return "done";
    }
    if (act.act !== "reopen" && act.act !== "extend") throw new Error(`no ${act.act} in the model`);
    if (act.closesAt !== null && act.closesAt <= now) return "refused";
    if (this.closed !== (act.act === "reopen")) return "refused";
    this.closesAt = act.closesAt;
    this.closed = false;
    return "done";
  }
}

/** The accounts that the model's entries and refusals make. */
function accountsOf(model: Model) {
  const counted = model.count("vote");
  const out = { withdrawn: model.count("withdrawal"), voided: model.count("void") };
  const revised = counted - model.standing().length - out.withdrawn - out.voided;
  const refusals = Object.values(model.refused).reduce((sum, n) => sum + n, 0);
  const rest = { refused: model.refused, looked: model.count("look"), revised };
  return { received: counted + refusals, counted, ...out, ...rest };
}

function checkView(model: Model, { results, status }: PollView): void {
  expect(status).toBe(model.closed ? "closed" : "open");
  if (!results) return;
  const votes = model.standing();
  const tally = addUp(votes, RANKED);
  expect(results).toMatchObject({ ...accountsOf(model), votes: votes.length, voids: model.voids });
  for (const { id, voters, options, runoff } of results.questions) {
    expect(voters).toBe(tally.voters[id] ?? 0);
    for (const option of options) expect(option.votes).toBe(tally.options[id]?.[option.id] ?? 0);
    const rankings = votes.flatMap(({ answers }) =>
      answers[id] ? [[answers[id], 1] as const] : [],
    );
    const ids = options.map((option) => option.id);
    const counted = { seq: model.entries.length, ...instantRunoff(ids, rankings) };
    expect(runoff).toEqual(RANKED.has(id) ? counted : null);
  }
}

/**
 * Holds everything that a poll says of itself against the model.
 *
 * @param flushed whether D1 has everything
 */
export async function compare(model: Model, { poll, d1 }: Real, flushed = false): Promise<void> {
  const views = await inObject(poll, async (instance) => {
    const seen: (PollView | null)[] = [];
    for (const voter of [null, ...VOTERS]) seen.push(await instance.view(voter));
    return seen;
  });
  for (const [i, view] of views.entries()) {
    const own = i === 0 ? null : model.own(VOTERS[i - 1] ?? "");
    if (!view) return expect.fail("there is no poll");
    if (own) expect(view.own).toMatchObject(own);
    else expect(view.own).toBeNull();
    const may = own !== null && own["state"] !== "withdrawn";
    expect(view.results !== null).toBe(model.results === "always" || model.closed || may);
    checkView(model, view);
  }
  const audit = await checkBooks(poll);
  const votes = model.standing();
  const tally = addUp(votes, RANKED);
  expect([audit.accounts, withoutZeros(audit.tally)]).toEqual([accountsOf(model), tally]);
  for (const audience of ["", "business", "students"]) {
    const theirs = votes.filter((e) => (e.audience ?? "") === audience);
    const kept = audit.tallies.audiences[audience] ?? addUp([]);
    expect(withoutZeros(kept)).toEqual(addUp(theirs, RANKED));
  }
  const ledger = await entriesOf(poll);
  expect(ledger).toEqual(
    model.entries.map(({ kind, answers, audience, supersedes, castAt, note }, i) => {
      const entry = { kind, answers, audience, supersedes, castAt, note };
      return { ...entry, seq: i + 1, receipt: expect.any(String) };
    }),
  );
  const { projected } = audit;
  const isTold = projected.seq === audit.seq && projected.version === audit.version;
  // Whatever is left to do, an alarm is set for it.
  const idle = isTold && (model.closed || model.closesAt === null);
  expect(idle || (await alarmOf(poll)) !== null).toBe(true);
  if (d1.away) return;
  if (flushed) await checkCopy(poll);
  // D1 may be behind, but what it has is the beginning of the ledger, and its numbers are of entries that it has.
  const copy = await projectedEntries(database(env.DB), poll, 0, 1000);
  expect(copy).toEqual(ledger.slice(0, copy.length));
  const { kept, fold, seq } = await projectedTallies(database(env.DB), poll, RANKED);
  expect(seq).toBeLessThanOrEqual(copy.length);
  expect(fold).toEqual(addUp(model.standing(copy.length), RANKED));
  expect(withoutZeros(kept)).toEqual(addUp(model.standing(seq), RANKED));
}

/** Takes D1's votes away, or brings them back. */
export async function moveVotes(d1: Real["d1"], away: boolean): Promise<void> {
  if (d1.away === away) return;
  const [from, to] = away ? ["votes", "votes_away"] : ["votes_away", "votes"];
  await env.DB.prepare(`ALTER TABLE ${from} RENAME TO ${to}`).run();
  d1.away = away;
}
