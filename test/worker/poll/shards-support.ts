import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { PollDefinition } from "../../../src/core/polls/poll.ts";
import { shardName } from "../../../src/core/polls/shards.ts";
import type { OwnVote } from "../../../src/poll/rpc-types.ts";
import { castBallot, viewPoll } from "../../../src/web/polls/poll-object.ts";
import { voterKey } from "../../../src/web/polls/voter-cookie.ts";
import {
  type Books,
  checkBooks,
  checkCopy,
  define,
  definePoll,
  entriesOf,
} from "../support/poll.ts";

export const NOW = Date.UTC(2026, 10, 2, 12);

export const keyOf = (poll: string, name: string): string => voterKey(poll, "cookie", name);

export async function castFor(
  poll: string,
  name: string,
  option: string,
  revises: number | null = null,
) {
  const ballot = { answers: [["q", [option]] as [string, string[]]], audience: null, revises };
  return castBallot(env, poll, { ...ballot, voter: keyOf(poll, name) }, false);
}

export async function ofVoter(poll: string, name: string): Promise<OwnVote | null> {
  return (await viewPoll(env, poll, keyOf(poll, name)))?.own ?? null;
}

export async function ledgersOf({ id, shards = 1 }: PollDefinition): Promise<string[]> {
  return Array.from({ length: shards }, (_, shard) => shardName(id, shard));
}

/** The books of all objects, each verified and held against D1, and what they add up to. */
export async function booksOf(definition: PollDefinition, copied = false) {
  const books: Books[] = [];
  const seqs: number[] = [];
  for (const ledger of await ledgersOf(definition)) {
    books.push(await (copied ? checkCopy : checkBooks)(ledger));
    seqs.push(...(await entriesOf(ledger)).map(({ seq }) => seq));
  }
  expect(new Set(seqs).size).toBe(seqs.length);
  const options: Record<string, number> = {};
  for (const { tally } of books) {
    for (const [option, n] of Object.entries(tally.options["q"] ?? {})) {
      options[option] = (options[option] ?? 0) + n;
    }
  }
  const sum = (of: (book: Books) => number): number => books.reduce((n, book) => n + of(book), 0);
  return {
    options: Object.fromEntries(Object.entries(options).filter(([, n]) => n > 0)),
    votes: sum((b) => b.tally.votes),
    counted: sum((b) => b.accounts.counted),
    voters: sum((b) => b.voters),
  };
}

export async function publishSplit(parts: Partial<PollDefinition> = {}): Promise<PollDefinition> {
  const definition = definePoll(parts);
  expect((await define(definition)).outcome).toBe("created");
  return definition;
}

export const FORTY = Array.from({ length: 40 }, (_, n) => `v${n}`);
export const optionOf = (n: number): string => ["a", "b", "c"][n % 3] ?? "a";

export async function castForty(poll: string): Promise<void> {
  const outcomes = await Promise.all(FORTY.map((name, n) => castFor(poll, name, optionOf(n))));
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(FORTY.map(() => "counted"));
}
