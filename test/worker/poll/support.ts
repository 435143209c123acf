import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { ActRecord } from "../../../src/core/polls/audit.ts";
import type { Answers } from "../../../src/core/ballots/ballot.ts";
import type { PollDefinition } from "../../../src/core/polls/poll.ts";
import type { Results } from "../../../src/core/results/results.ts";
import type { Act, ActOutcome } from "../../../src/poll/rpc-types.ts";
import type { CastInput, CastOutcome, Credentials, OwnVote } from "../../../src/poll/rpc-types.ts";
import type { Poll } from "../../../src/poll/poll.ts";
import { savePoll } from "../../../src/store/content/save-content.ts";
import { database } from "../../../src/store/database.ts";
import {
  auditOf,
  ballotOf,
  type Books,
  checkBooks,
  checkCopy,
  define,
  definePoll,
  entriesOf,
  inObject,
  objectOf,
  rowsOf,
  viewOf,
} from "../support/poll.ts";

/** What a voter answers: options of the question `q`, or all answers. */
type Choice = string | Answers;

/** A ballot, with whatever else its voter sends. */
export function ballot(voter: string, choice: Choice, more: Partial<CastInput> = {}): CastInput {
  return { ...ballotOf(voter, typeof choice === "string" ? { q: [choice] } : choice), ...more };
}

/** Sends a ballot, and verifies the books after it. */
export async function vote(
  poll: string,
  voter: string,
  choice: Choice,
  more: Partial<CastInput> = {},
): Promise<CastOutcome> {
  const outcome: CastOutcome = await objectOf(poll).cast(ballot(voter, choice, more), true);
  await checkBooks(poll);
  return outcome;
}

/** Takes a vote back, and verifies the books after it. */
export async function withdraw(poll: string, voter: string, seq: number): Promise<CastOutcome> {
  const outcome: CastOutcome = await objectOf(poll).withdraw({ voter }, seq);
  await checkBooks(poll);
  return outcome;
}

/** Gives up a vote to see the numbers, and verifies the books after it. */
export async function look(poll: string, voter: string | null): Promise<CastOutcome> {
  const who: Credentials = { voter };
  const outcome: CastOutcome = await objectOf(poll).look(who);
  await checkBooks(poll);
  return outcome;
}

/** Does an act in the publication's name, and verifies the books after it. */
export async function perform(poll: string, act: Act, who = "editor"): Promise<ActOutcome> {
  const outcome: ActOutcome = await objectOf(poll).perform(act, who);
  await checkBooks(poll);
  return outcome;
}

/** The vote that an outcome tells of. */
export function voteIn(outcome: CastOutcome): OwnVote {
  if (!("vote" in outcome)) throw new Error(`no vote in ${outcome.outcome}`);
  return outcome.vote;
}

/** The numbers that a voter was told. */
export function numbersIn(outcome: CastOutcome): Partial<Results> {
  if (!("numbers" in outcome) || outcome.numbers === null) throw new Error("no numbers");
  return JSON.parse(outcome.numbers) as Results;
}

/** A reader's own vote. */
export async function ownOf(poll: string, voter: string): Promise<OwnVote | null> {
  return (await viewOf(poll, voter)).own;
}

/** What this reader sees of the numbers; it must be allowed to. */
export async function resultsOf(poll: string, voter: string | null = null): Promise<Results> {
  const { results } = await viewOf(poll, voter);
  if (!results) throw new Error("the numbers are hidden");
  return results;
}

export async function actsOf(poll: string): Promise<ActRecord[]> {
  return await objectOf(poll).acts(1000);
}

/** Has D1 told everything, and verifies its copy. */
export async function flushed(poll: string): Promise<Books> {
  expect(await objectOf(poll).flush()).toBeNull();
  return checkCopy(poll);
}

/** All rows of all of the poll's own tables. */
export async function dump(poll: string): Promise<Record<string, unknown[]>> {
  const tables = await rowsOf(
    poll,
    "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
  );
  const all: Record<string, unknown[]> = { schema: tables };
  for (const { name } of tables) {
    all[String(name)] = await rowsOf(poll, `SELECT * FROM ${String(name)}`);
  }
  return all;
}

/** What a poll says of its votes: nothing of it changes with a ballot that is refused, but the accounts. */
export async function ledgerOf(poll: string): Promise<unknown> {
  const { seq, tallies, fold, voters, entries } = await auditOf(poll);
  return { seq, tallies, fold, voters, entries, ledger: await entriesOf(poll) };
}

/** Has every write of one kind to one of the object's tables fail. Returns what ends that. */
export async function breakWrites(
  poll: string,
  table: string,
  event: "INSERT" | "UPDATE" | "DELETE",
): Promise<() => Promise<void>> {
  const run = (statement: string): Promise<void> =>
    inObject(poll, (_, state) => void state.storage.sql.exec(statement));
  await run(
    `CREATE TRIGGER broken BEFORE ${event} ON ${table} BEGIN SELECT RAISE(ABORT, 'broken'); END`,
  );
  return () => run("DROP TRIGGER broken");
}

/** Calls an object and returns the error that it throws. */
export async function errorOf(
  poll: string,
  call: (instance: Poll) => Promise<unknown>,
): Promise<string> {
  return inObject(poll, async (instance) => {
    try {
      await call(instance);
    } catch (error) {
      return String(error);
    }
    return expect.fail("it did not throw");
  });
}

/** Ends the object at once, without saving what is not on disk: as a power cut does. */
export async function cutPower(
  poll: string,
  before: (instance: Poll, state: DurableObjectState) => unknown,
): Promise<void> {
  const cut = inObject(poll, (instance, state) => {
    before(instance, state);
    state.abort("power cut");
  });
  await expect(cut).rejects.toThrow("power cut");
}

/** Numbers the options a, b and c of the question `q` have. */
export async function numbersOf(poll: string): Promise<number[]> {
  const { tally } = await auditOf(poll);
  return ["a", "b", "c"].map((option) => tally.options["q"]?.[option] ?? 0);
}

/** What D1's row of a poll says was done with it. */
export async function controlInD1(poll: string): Promise<unknown> {
  const query = env.DB.prepare("SELECT control FROM polls WHERE id = ?").bind(poll);
  const control = await query.first<string | null>("control");
  return control === null ? null : JSON.parse(control);
}

/** Publishes a poll to its object and to D1, as publishing does. */
export async function publishAll(parts: Partial<PollDefinition> = {}): Promise<PollDefinition> {
  const definition = definePoll(parts);
  await define(definition);
  await savePoll(database(env.DB), definition, "digest", Date.now());
  return definition;
}
