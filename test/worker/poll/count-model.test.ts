import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { runs as tries, seedOf } from "../../support/campaign.ts";
import type { Answers } from "../../../src/core/ballots/ballot.ts";
import { database } from "../../../src/store/database.ts";
import { projectedTallies, projectedEntries } from "../../../src/store/votes/projection.ts";
import {
  addUp,
  alarmOf,
  cast,
  checkBooks,
  checkCopy,
  evict,
  objectOf,
  plainAccounts,
  publishPoll,
  question,
  ring,
  viewOf,
  entriesOf,
} from "../support/poll.ts";
import { moveVotes } from "./model-support.ts";

const RUNS = tries(8, 30);
const COMMANDS = 25;
const NOW = Date.UTC(2040, 0, 1);
const CLOSES = NOW + 3_600_000;

/** What a poll should be, in the plainest form: a list of votes and a list of refusals. */
interface Model {
  votes: { voter: string; answers: Answers; audience: string | null }[];
  refused: Record<string, number>;
  closed: boolean;
}

interface Real {
  poll: string;
  d1: { away: boolean };
}

type Command = fc.AsyncCommand<Model, Real>;

/** What a ballot of this test's poll comes down to, or `null` where the poll cannot take it. */
function normal(ballot: Answers): Answers | null {
  const [one, two] = [ballot["one"] ?? [], ballot["two"] ?? []];
  const fits = (chosen: string[], min: number, max: number): boolean =>
    chosen.every((o) => ["a", "b", "c"].includes(o)) &&
    new Set(chosen).size === chosen.length &&
    chosen.length >= min &&
    chosen.length <= max;
  if (!fits(one, 1, 1) || !fits(two, 0, 2)) return null;
  return two.length === 0 ? { one } : { one, two: two.toSorted() };
}

/** Says what becomes of a ballot, and notes it. */
function expectedOutcome(
  model: Model,
  voter: string,
  ballot: Answers,
  audience: string | null,
): string {
  const refuse = (reason: string): string => {
    model.refused[reason] = (model.refused[reason] ?? 0) + 1;
    return reason;
  };
  const answers = normal(ballot);
  const own = model.votes.find((vote) => vote.voter === voter);
  const same =
    own !== undefined &&
    own.audience === audience &&
    JSON.stringify(own.answers) === JSON.stringify(answers);
  if (same) return refuse("repeated");
  if (model.closed) return refuse("closed");
  if (own) return refuse("already-voted");
  if (!answers) return refuse("invalid");
  model.votes.push({ voter, answers, audience });
  return "counted";
}

/** Holds everything that a poll says of itself against the model. */
async function compare(model: Model, { poll, d1 }: Real): Promise<void> {
  const counted = model.votes.length;
  const received = counted + Object.values(model.refused).reduce((sum, n) => sum + n, 0);
  const accounts = plainAccounts(received, counted, model.refused);
  const tally = addUp(model.votes);
  const audit = await checkBooks(poll);
  expect({ accounts: audit.accounts, tally: audit.tally, fold: audit.fold.all }).toEqual({
    accounts,
    tally,
    fold: tally,
  });
  // Whatever is left to do, an alarm is set for it.
  const { projected } = audit;
  const idle = model.closed && projected.seq === audit.seq && projected.version === audit.version;
  expect(idle || (await alarmOf(poll)) !== null).toBe(true);
  const ledger = await entriesOf(poll);
  expect(ledger.map(({ answers, audience }) => ({ answers, audience }))).toEqual(
    model.votes.map(({ answers, audience }) => ({ answers, audience })),
  );
  const { results, status } = await viewOf(poll);
  expect(status).toBe(model.closed ? "closed" : "open");
  expect(results).toMatchObject(accounts);
  for (const { id, voters, options } of results?.questions ?? []) {
    expect(voters).toBe(tally.voters[id] ?? 0);
    for (const option of options) {
      expect(option.votes).toBe(tally.options[id]?.[option.id] ?? 0);
    }
  }
  if (d1.away) return;
  // D1 may be behind, but what it has is the beginning of the ledger, and its numbers are of votes that it has.
  const copy = await projectedEntries(database(env.DB), poll, 0, 1000);
  expect(copy).toEqual(ledger.slice(0, copy.length));
  const { kept, fold } = await projectedTallies(database(env.DB), poll, new Set());
  expect(fold).toEqual(addUp(copy));
  expect(kept).toEqual(addUp(ledger.slice(0, kept.votes)));
  expect(kept.votes).toBeLessThanOrEqual(copy.length);
}

/** A command that may always be run, and is followed by the comparison. */
function command(name: string, work: (model: Model, real: Real) => Promise<unknown>): Command {
  return {
    check: () => true,
    toString: () => name,
    async run(model, real) {
      await work(model, real);
      await compare(model, real);
    },
  };
}

async function castAs(
  model: Model,
  real: Real,
  voter: string,
  ballot: Answers,
  audience: string | null,
): Promise<void> {
  const expected = expectedOutcome(model, voter, ballot, audience);
  const outcome = await cast(real.poll, voter, ballot, audience);
  expect(outcome.outcome).toBe(expected);
  const { own } = await viewOf(real.poll, voter);
  const index = model.votes.findIndex((vote) => vote.voter === voter);
  const vote = model.votes[index];
  expect(own).toEqual(
    vote ? expect.objectContaining({ seq: index + 1, answers: vote.answers }) : null,
  );
  expect("vote" in outcome ? outcome.vote : own).toEqual(own);
}

/** The same ballot `n` times at once. */
async function castAtOnce(
  model: Model,
  { poll }: Real,
  voter: string,
  ballot: Answers,
  n: number,
): Promise<void> {
  const ballots = Array.from({ length: n }, () => ballot);
  const expected = ballots.map((each) => expectedOutcome(model, voter, each, null));
  const outcomes = await Promise.all(ballots.map((each) => cast(poll, voter, each)));
  expect(outcomes.map((o) => o.outcome).toSorted()).toEqual(expected.toSorted());
}

/** The time of the close comes, and with it the alarm, whatever else was to be done. */
async function close(model: Model, { poll }: Real): Promise<void> {
  vi.setSystemTime(CLOSES);
  const rang = await ring(poll);
  expect(rang || model.closed).toBe(true);
  model.closed = true;
}

const voter = fc.constantFrom("ann", "ben", "cat", "dan", "eva", "fay", "gus", "hal");
const audience = fc.option(fc.constantFrom("business", "students"));
const good = fc.record({
  one: fc.constantFrom("a", "b", "c").map((option) => [option]),
  two: fc.subarray(["a", "b", "c"], { maxLength: 2 }),
});
const any = fc.record({
  one: fc.array(fc.constantFrom("a", "b", "x"), { maxLength: 3 }),
  two: fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 4 }),
});
const text = JSON.stringify;

const commands: fc.Arbitrary<Command>[] = [
  fc
    .tuple(voter, good, audience)
    .map(([v, b, a]) => command(`cast(${v}, ${text(b)}, ${a})`, (m, r) => castAs(m, r, v, b, a))),
  fc
    .tuple(voter, fc.oneof(good, any), audience)
    .map(([v, b, a]) => command(`try(${v}, ${text(b)}, ${a})`, (m, r) => castAs(m, r, v, b, a))),
  fc.nat(20).map((n) =>
    command(`repeat(${n})`, async (model, real) => {
      const vote = model.votes[n % Math.max(1, model.votes.length)];
      if (vote) await castAs(model, real, vote.voter, vote.answers, vote.audience);
    }),
  ),
  fc
    .tuple(voter, good, fc.integer({ min: 2, max: 5 }))
    .map(([v, b, n]) =>
      command(`${n} at once(${v}, ${text(b)})`, (m, r) => castAtOnce(m, r, v, b, n)),
    ),
  fc.constant(command("evict", (_, { poll }) => evict(poll))),
  fc.constant(command("alarm", (_, { poll }) => ring(poll))),
  fc.constant(command("flush", (_, { poll }) => objectOf(poll).flush())),
  fc.constant(command("resend", (_, { poll }) => objectOf(poll).resend())),
  fc.constant(command("D1 goes away", (_, { d1 }) => moveVotes(d1, true))),
  fc.constant(command("D1 comes back", (_, { d1 }) => moveVotes(d1, false))),
  fc
    .integer({ min: -3_000_000, max: 3_000_000 })
    .map((ms) =>
      command(`the clock moves by ${ms} ms`, async ({ closed }) =>
        vi.setSystemTime(Math.min(Date.now() + ms, closed ? Infinity : CLOSES - 1)),
      ),
    ),
  fc.constant(command("the poll closes", close)),
];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it("does what a plain list of votes does, whatever happens in whatever order", async () => {
  let runs = 0;
  const property = fc.asyncProperty(
    fc.commands(commands, { maxCommands: COMMANDS, size: "max" }),
    async (steps) => {
      vi.setSystemTime(NOW);
      const poll = await publishPoll({
        closesAt: CLOSES,
        questions: [
          question("one", ["a", "b", "c"]),
          question("two", ["a", "b", "c"], { kind: "multiple", min: 0, max: 2 }),
        ],
      });
      const real: Real = { poll, d1: { away: false } };
      const model: Model = { votes: [], refused: {}, closed: false };
      try {
        await fc.asyncModelRun(() => ({ model, real }), steps);
      } finally {
        await moveVotes(real.d1, false);
      }
      await ring(poll);
      await checkCopy(poll);
      await compare(model, real);
      runs += 1;
    },
  );
  await fc.assert(property, { numRuns: RUNS, seed: seedOf("count model") });
  expect(runs).toBe(RUNS);
}, 600_000);
