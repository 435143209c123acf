import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, onTestFinished, vi } from "vitest";
import type { Answers } from "../../../src/core/ballots/ballot.ts";
import type { Audit } from "../../../src/core/polls/audit.ts";
import type { LedgerEntry } from "../../../src/core/polls/entry.ts";
import type { PollDefinition, PollQuestion } from "../../../src/core/polls/poll.ts";
import type { Accounts } from "../../../src/core/results/results.ts";
import type { Tally } from "../../../src/core/results/tally.ts";
import type {
  CastInput,
  CastOutcome,
  DefineOutcome,
  OwnVote,
  PollView,
} from "../../../src/poll/rpc-types.ts";
import type { Poll } from "../../../src/poll/poll.ts";
import { savePoll } from "../../../src/store/content/save-content.ts";
import { database } from "../../../src/store/database.ts";
import { projectedEntries, projectedTallies } from "../../../src/store/votes/projection.ts";
import { addUp, tidy, withoutZeros } from "./tally.ts";

export { addUp, withoutZeros };

const EVERYTHING = 1_000_000;

/** A question with options that are called as their ids. */
export function question(
  id: string,
  options: readonly string[],
  parts: Partial<PollQuestion> = {},
): PollQuestion {
  return {
    id,
    text: `What of ${id}?`,
    kind: "single",
    min: 1,
    max: 1,
    shuffle: false,
    options: options.map((option) => ({
      id: option,
      text: `Option ${option}`,
      opening: 0,
      other: false,
    })),
    ...parts,
  };
}

/** Accounts of a poll in which every counted vote stands. */
export function plainAccounts(
  received: number,
  counted: number,
  refused: Record<string, number> = {},
): Accounts {
  return { received, counted, refused, revised: 0, withdrawn: 0, voided: 0, looked: 0 };
}

let polls = 0;

/** A definition under an id of its own: one question `q` with the options a, b and c. */
export function definePoll(parts: Partial<PollDefinition> = {}): PollDefinition {
  polls += 1;
  return {
    id: `poll-${polls}`,
    title: `The title of poll ${polls}`,
    opensAt: null,
    closesAt: null,
    results: "always",
    guard: "careful",
    revisable: false,
    openingSource: null,
    questions: [question("q", ["a", "b", "c"])],
    ...parts,
  };
}

/** Publishes such a poll, to its object and to D1. Returns its id. */
export async function publishPoll(parts: Partial<PollDefinition> = {}): Promise<string> {
  const definition = definePoll(parts);
  expect((await define(definition)).outcome).toBe("created");
  await savePoll(database(env.DB), definition, "digest", Date.now());
  return definition.id;
}

/** A new stub: one that has seen its object fail goes on failing. */
export function objectOf(poll: string): DurableObjectStub<Poll> {
  return env.POLL.getByName(poll);
}

export async function define(definition: PollDefinition, dryRun = false): Promise<DefineOutcome> {
  return await objectOf(definition.id).define(definition, dryRun);
}

/** Sends an object a ballot, as the Worker does. */
export async function cast(
  poll: string,
  voter: string,
  answers: Answers,
  audience: string | null = null,
): Promise<CastOutcome> {
  return await objectOf(poll).cast(ballotOf(voter, answers, audience));
}

/** Casts a vote that must be counted. Returns what its voter is told of it. */
export async function castVote(poll: string, voter: string, answers: Answers): Promise<OwnVote> {
  const outcome = await cast(poll, voter, answers);
  if (outcome.outcome !== "counted" && outcome.outcome !== "revised")
    throw new Error(`not counted: ${outcome.outcome}`);
  return outcome.vote;
}

export function ballotOf(
  voter: string,
  answers: Answers,
  audience: string | null = null,
): CastInput {
  return { voter, answers: Object.entries(answers), audience };
}

/** Casts `n` votes of different voters in one go, in their order: the first for a, the second for b, and so on. */
export async function castMany(poll: string, n: number, from = 0): Promise<void> {
  await inObject(poll, async (instance) => {
    const options = ["a", "b", "c"];
    const ballots = Array.from({ length: n }, (_, i) =>
      ballotOf(`many-${from + i}`, { q: [options[(from + i) % 3] ?? "a"] }),
    );
    // As many together as come together.
    while (ballots.length > 0) {
      const outcomes = await Promise.all(ballots.splice(0, 500).map((each) => instance.cast(each)));
      expect(outcomes.every(({ outcome }) => outcome === "counted")).toBe(true);
    }
  });
}

export async function viewOf(poll: string, voter: string | null = null): Promise<PollView> {
  const view: PollView | null = await objectOf(poll).view(voter);
  if (!view) throw new Error(`there is no poll ${poll}`);
  return view;
}

/** A poll's books, with the tally in all beside those of audiences. */
export type Books = Audit & { tally: Tally };

export async function auditOf(poll: string): Promise<Books> {
  const audit: Audit | null = await objectOf(poll).audit();
  if (!audit) throw new Error(`there is no poll ${poll}`);
  return { ...audit, tally: audit.tallies.all };
}

/** The whole ledger. */
export async function entriesOf(poll: string): Promise<LedgerEntry[]> {
  return await objectOf(poll).entriesAfter(0, EVERYTHING);
}

/** The votes of a ledger that stand. */
export function standing(entries: readonly LedgerEntry[]): LedgerEntry[] {
  const out = new Set(entries.map((entry) => entry.supersedes));
  return entries.filter((entry) => entry.kind === "vote" && !out.has(entry.seq));
}

/** Runs a function inside a poll's object. */
export async function inObject<R>(
  poll: string,
  work: (instance: Poll, state: DurableObjectState) => R | Promise<R>,
): Promise<R> {
  return runInDurableObject<Poll, R>(objectOf(poll), work);
}

/** Ends the instance: what is only in its memory is gone. */
export async function evict(poll: string): Promise<void> {
  await evictDurableObject(objectOf(poll));
}

/** Has the alarm ring now. Returns whether one was set. */
export async function ring(poll: string): Promise<boolean> {
  return runDurableObjectAlarm(objectOf(poll));
}

/** Has the alarm ring when its time has come (the clock must be a fake one). Returns when that is. */
export async function ringInTime(poll: string): Promise<number> {
  const at = await alarmOf(poll);
  if (at === null) throw new Error("no alarm is set");
  vi.setSystemTime(Math.max(at, Date.now()));
  expect(await ring(poll)).toBe(true);
  return at;
}

export async function alarmOf(poll: string): Promise<number | null> {
  return inObject(poll, (_, state) => state.storage.getAlarm());
}

/** Rows of a query in a poll's own database. */
export async function rowsOf(poll: string, query: string): Promise<Record<string, unknown>[]> {
  return inObject(poll, (_, state) => state.storage.sql.exec(query).toArray());
}

/** Gives the present instance another D1, until it is evicted. */
export async function giveD1(poll: string, db: D1Database): Promise<void> {
  await inObject(poll, (instance) => {
    Reflect.set(instance, "env", { ...env, DB: db });
  });
}

/** A thing of the platform as it is, but for some of its members. */
export function replacing<T extends object>(target: T, members: Partial<T>): T {
  return new Proxy(target, {
    get(_, key) {
      if (Object.hasOwn(members, key)) return Reflect.get(members, key);
      const member: unknown = Reflect.get(target, key);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

/** D1 as it is, but for its batches (a projection's last step is one). */
export function d1With(batch: D1Database["batch"]): D1Database {
  return replacing(env.DB, { batch });
}

/** Takes D1's votes away, as an outage does. Returns what brings them back; so does the end of the test. */
export async function takeD1Away(): Promise<() => Promise<void>> {
  await env.DB.prepare("ALTER TABLE votes RENAME TO votes_away").run();
  let away = true;
  const bringBack = async (): Promise<void> => {
    if (away) await env.DB.prepare("ALTER TABLE votes_away RENAME TO votes").run();
    away = false;
  };
  onTestFinished(bringBack);
  return bringBack;
}

/** Verifies all of a poll's books. To be called after each step of a test. */
export async function checkBooks(poll: string): Promise<Books> {
  const [audit, entries] = [await auditOf(poll), await entriesOf(poll)];
  const { accounts, tallies, fold, seq, voters } = audit;
  const votes = standing(entries);
  const kinds = (kind: string): LedgerEntry[] => entries.filter((entry) => entry.kind === kind);
  const { counted, revised, withdrawn, voided, looked } = accounts;
  const refused = Object.values(accounts.refused).reduce((sum, n) => sum + n, 0);
  expect(accounts.received).toBe(counted + refused);
  expect(counted).toBe(votes.length + revised + withdrawn + voided);
  expect([counted, withdrawn, voided, looked]).toEqual(
    ["vote", "withdrawal", "void", "look"].map((kind) => kinds(kind).length),
  );
  expect(tidy(fold)).toEqual(tidy(tallies));
  const ranked = new Set(audit.ranked);
  const audiences = new Set(votes.map((vote) => vote.audience ?? ""));
  const added = [...audiences].map((id) => [
    id,
    addUp(
      votes.filter((vote) => (vote.audience ?? "") === id),
      ranked,
    ),
  ]);
  expect({ all: addUp(votes, ranked), audiences: Object.fromEntries(added) }).toEqual(
    tidy(tallies),
  );
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]));
  const wasVote = (entry: LedgerEntry): boolean =>
    entry.kind === "vote" && bySeq.get(entry.supersedes ?? 0)?.kind === "vote";
  expect([revised, audit.entries.revised]).toEqual(Array(2).fill(entries.filter(wasVote).length));
  expect(audit.numbering).toEqual({ last: seq, strays: 0 });
  expect(voters).toBe(entries.filter((entry) => entry.supersedes === null).length);
  if (audit.shards === 1) {
    expect(entries.map((entry) => entry.seq)).toEqual(entries.map((_, i) => i + 1));
  }
  const times = entries.map((entry) => entry.castAt);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(new Set(entries.map((entry) => entry.receipt)).size).toBe(entries.length);
  return audit;
}

/** Verifies that D1's copy is the ledger: each entry, the tally, the accounts. Returns the books. */
export async function checkCopy(poll: string): Promise<Books> {
  const audit = await checkBooks(poll);
  const db = database(env.DB);
  expect(await projectedEntries(db, poll, 0, EVERYTHING)).toEqual(await entriesOf(poll));
  const ranked = new Set(audit.ranked);
  const { kept, fold, accounts, seq } = await projectedTallies(db, poll, ranked);
  expect({ kept: withoutZeros(kept), fold, accounts, seq }).toEqual({
    kept: withoutZeros(audit.tally),
    fold: withoutZeros(audit.tally),
    accounts: audit.accounts,
    seq: audit.seq,
  });
  expect(audit.projected).toEqual({ seq: audit.seq, version: audit.version });
  return audit;
}
