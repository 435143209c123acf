import * as fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FULL, runs as tries, seedOf } from "../../support/campaign.ts";
import type { Answers } from "../../../src/core/ballots/ballot.ts";
import type { Act } from "../../../src/poll/rpc-types.ts";
import { evict, objectOf, publishPoll, question, ring } from "../support/poll.ts";
import { ballot } from "./support.ts";
import { compare, Model, moveVotes, type Real, VOTERS } from "./model-support.ts";

const RUNS = tries(20, 100);
const COMMANDS = 50;
const NOW = Date.UTC(2040, 0, 1);
const CLOSES = NOW + 3_600_000;

/** Outcomes that there were so far. */
const reached = new Set<string>();

type Command = fc.AsyncCommand<Model, Real>;

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

interface Sent {
  voter: string;
  answers: Answers;
  audience: string | null;
  /** Which entry the ballot names, counted back from the voter's present one; `null`: none. */
  back: number | null;
}

async function castAs(model: Model, { poll }: Real, sent: Sent, times = 1): Promise<void> {
  const own = model.ownSeq(sent.voter);
  const revises = sent.back === null ? null : own - sent.back;
  const input = ballot(sent.voter, sent.answers, { audience: sent.audience, revises });
  const ballots = Array.from({ length: times }, () => input);
  const expected = ballots.map(() => model.cast({ ...sent, revises }, Date.now()));
  for (const outcome of expected) reached.add(outcome);
  const outcomes = await Promise.all(ballots.map((each) => objectOf(poll).cast(each)));
  expect(outcomes.map((outcome) => outcome.outcome)).toEqual(expected);
  for (const outcome of outcomes) {
    if ("vote" in outcome) expect(outcome.vote).toMatchObject(model.own(sent.voter) ?? {});
  }
}

/** A ballot that was counted once is sent again. */
async function repeat(model: Model, real: Real, n: number, back: number | null): Promise<void> {
  const votes = model.entries.filter((entry) => entry.kind === "vote");
  const vote = votes[n % Math.max(1, votes.length)];
  if (!vote) return;
  const { voter, answers, audience } = vote;
  await castAs(model, real, { voter, answers, audience, back });
}

async function withdrawAs(model: Model, { poll }: Real, voter: string, back: number) {
  const seq = model.ownSeq(voter) - back;
  const expected = model.withdraw(voter, seq, Date.now());
  reached.add(expected);
  const outcome = await objectOf(poll).withdraw({ voter }, seq);
  expect(outcome.outcome).toBe(expected);
}

async function lookAs(model: Model, { poll }: Real, voter: string): Promise<void> {
  const expected = model.look(voter, Date.now());
  reached.add(expected);
  expect((await objectOf(poll).look({ voter })).outcome).toBe(expected);
}

async function performAs(model: Model, { poll }: Real, act: Act): Promise<void> {
  const expected = model.perform(act, Date.now());
  expect((await objectOf(poll).perform(act, "editor")).outcome).toBe(expected);
}

/** Voids what stands of some entries of the ledger, which only the object knows the receipts of. */
async function voidSome(model: Model, { poll }: Real, seqs: number[]): Promise<void> {
  const entries = await objectOf(poll).entriesAfter(0, 1000);
  const named = entries.filter((entry) => seqs.includes(entry.seq));
  const receipts = named.map((entry) => entry.receipt);
  const expected = model.void(
    named.map((entry) => entry.seq),
    "named",
    Date.now(),
  );
  const outcome = await objectOf(poll).perform({ act: "void", reason: "named", receipts }, "e");
  expect(outcome.outcome).toBe(expected);
}

async function voidTime(model: Model, real: Real, from: number, to: number): Promise<void> {
  const fits = model.entries.flatMap((e, i) => (e.castAt >= from && e.castAt < to ? [i + 1] : []));
  const expected = model.void(fits, "in time", Date.now());
  const act: Act = { act: "void", reason: "in time", from, to, network: null };
  expect((await objectOf(real.poll).perform(act, "e")).outcome).toBe(expected);
}

async function flush(_: Model, { poll, d1 }: Real): Promise<void> {
  const error = await objectOf(poll).flush();
  expect(d1.away ? null : error).toBeNull();
}

const voter = fc.constantFrom(...VOTERS);
const audience = fc.option(fc.constantFrom("business", "students"));
const good: fc.Arbitrary<Answers> = fc.record({
  one: fc.constantFrom("a", "b").map((option) => [option]),
  two: fc.subarray(["a", "b", "c"], { maxLength: 2 }),
  three: fc.shuffledSubarray(["a", "b", "c"]),
});
const bad: fc.Arbitrary<Answers> = fc.record({
  one: fc.array(fc.constantFrom("a", "b", "x"), { maxLength: 2 }),
  two: fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 3 }),
  three: fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 4 }),
});
const back = fc.constantFrom(null, null, 0, 0, 1, 2);
const sent = fc.record({ voter, answers: good, audience, back });
const revision = fc.record({ voter, answers: good, audience, back: fc.constant(0) });
const time = fc.integer({ min: NOW - 3_000_000, max: NOW + 6_000_000 });
const text = JSON.stringify;

const commands: fc.Arbitrary<Command>[] = [
  sent.map((s) => command(`cast(${text(s)})`, (m, r) => castAs(m, r, s))),
  revision.map((s) => command(`revise(${text(s)})`, (m, r) => castAs(m, r, s))),
  fc
    .record({ voter, answers: fc.oneof(good, bad), audience, back })
    .map((s) => command(`try(${text(s)})`, (m, r) => castAs(m, r, s))),
  fc
    .tuple(sent, fc.integer({ min: 2, max: 4 }))
    .map(([s, n]) => command(`${n} at once(${text(s)})`, (m, r) => castAs(m, r, s, n))),
  fc
    .tuple(fc.nat(30), back)
    .map(([n, b]) => command(`repeat(${n}, ${b})`, (m, r) => repeat(m, r, n, b))),
  fc
    .tuple(voter, fc.constantFrom(0, 0, 0, 1, 2))
    .map(([v, b]) => command(`withdraw(${v}, ${b})`, (m, r) => withdrawAs(m, r, v, b))),
  voter.map((v) => command(`withdraw(${v})`, (m, r) => withdrawAs(m, r, v, 0))),
  voter.map((v) => command(`look(${v})`, (m, r) => lookAs(m, r, v))),
  fc
    .array(fc.integer({ min: 1, max: 12 }), { maxLength: 2 })
    .map((seqs) => command(`void(${text(seqs)})`, (m, r) => voidSome(m, r, seqs))),
  fc
    .tuple(time, fc.integer({ min: 0, max: 500_000 }))
    .map(([from, ms]) =>
      command(`void time(${from}, ${ms})`, (m, r) => voidTime(m, r, from, from + ms)),
    ),
  fc.constant(command("reopen", (m, r) => performAs(m, r, { act: "reopen", closesAt: null }))),
  fc.constant(command("close", (m, r) => performAs(m, r, { act: "close" }))),
  fc
    .tuple(
      fc.constantFrom("reopen" as const, "reopen" as const, "extend" as const),
      fc.option(time),
    )
    .map(([act, end]) =>
      command(`${act}(${end})`, (m, r) => performAs(m, r, { act, closesAt: end })),
    ),
  fc.constant(command("evict", (_, { poll }) => evict(poll))),
  fc.constant(command("alarm", (_, { poll }) => ring(poll))),
  fc.constant(command("flush", flush)),
  fc.constant(command("resend", (_, { poll }) => objectOf(poll).resend())),
  fc.constant(command("D1 goes away", (_, { d1 }) => moveVotes(d1, true))),
  fc.constant(command("D1 comes back", (_, { d1 }) => moveVotes(d1, false))),
  fc.integer({ min: -900_000, max: 900_000 }).map((ms) =>
    command(`the clock moves by ${ms} ms`, async (model) => {
      vi.setSystemTime(Date.now() + ms);
      model.tick(Date.now());
    }),
  ),
];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it("does what a plain list of entries does, whatever happens in whatever order", async () => {
  let runs = 0;
  const property = fc.asyncProperty(
    fc.constantFrom("always" as const, "after-vote" as const),
    fc.constantFrom(true, true, false),
    fc.commands(commands, { maxCommands: COMMANDS, size: "max" }),
    async (results, revisable, steps) => {
      vi.setSystemTime(NOW);
      const [three, two] = [
        ["a", "b", "c"],
        ["a", "b", "c"],
      ];
      const poll = await publishPoll({
        closesAt: CLOSES,
        results,
        revisable,
        guard: "open",
        questions: [
          question("one", ["a", "b"]),
          question("two", two, { kind: "multiple", min: 0, max: 2 }),
          question("three", three, { kind: "ranked", min: 0, max: 3 }),
        ],
      });
      const real: Real = { poll, d1: { away: false } };
      const model = new Model(results, revisable, CLOSES);
      try {
        await fc.asyncModelRun(() => ({ model, real }), steps);
      } finally {
        await moveVotes(real.d1, false);
      }
      await flush(model, real);
      await compare(model, real, true);
      runs += 1;
    },
  );
  await fc.assert(property, { numRuns: RUNS, seed: seedOf("model") });
  expect(runs).toBe(RUNS);
  const outcomes =
    "counted revised repeated outdated closed looked already-voted invalid withdrawn no-vote not-revisable looking no-look";
  expect(outcomes.split(" ")).toEqual(expect.arrayContaining([...reached]));
  // A sample may miss the rarest of them.
  expect(reached.size).toBeGreaterThanOrEqual(FULL ? 13 : 10);
}, 600_000);
