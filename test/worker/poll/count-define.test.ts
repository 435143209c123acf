import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PollDefinition, PollQuestion } from "../../../src/core/polls/poll.ts";
import {
  alarmOf,
  auditOf,
  cast,
  castMany,
  castVote,
  checkBooks,
  checkCopy,
  define,
  definePoll,
  entriesOf,
  evict,
  inObject,
  objectOf,
  plainAccounts,
  publishPoll,
  question,
  ring,
  rowsOf,
  viewOf,
} from "../support/poll.ts";

const NOW = Date.UTC(2040, 0, 1);

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => void vi.useRealTimers());

const q = question("q", ["a", "b", "c"]);
const m = question("m", ["a", "b", "c"], { kind: "multiple", min: 1, max: 2 });

/** A poll with the questions q (single) and m (multiple), with three votes. */
async function votedPoll(): Promise<PollDefinition> {
  const definition = definePoll({ questions: [q, m] });
  await define(definition);
  for (const voter of ["ann", "ben", "cat"]) {
    expect((await cast(definition.id, voter, { q: ["a"], m: ["a", "b"] })).outcome).toBe("counted");
  }
  return definition;
}

/** All that an object says of a poll. */
async function stateOf(poll: string): Promise<unknown> {
  return { view: await viewOf(poll), audit: await auditOf(poll), alarm: await alarmOf(poll) };
}

function withOption(of: PollQuestion, id: string, parts: Partial<PollQuestion["options"][number]>) {
  return { ...of, options: of.options.map((o) => (o.id === id ? { ...o, ...parts } : o)) };
}

const extra = { id: "d", text: "Option d", opening: 0, other: false };

/** Changes that would change what counted votes mean, and a word of the reason. */
const FORBIDDEN: [what: string, questions: PollQuestion[], reason: string][] = [
  ["takes a question away", [q], "m"],
  ["gives a question another id", [{ ...q, id: "r" }, m], "q"],
  ["rewords a question", [{ ...q, text: "What else?" }, m], "q"],
  ["makes a single choice multiple", [{ ...q, kind: "multiple", max: 3 }, m], "multiple"],
  ["makes a multiple choice single", [q, { ...m, kind: "single", max: 1 }], "single"],
  ["raises min", [q, { ...m, min: 2 }], "min"],
  ["lowers max", [q, { ...m, max: 1 }], "max"],
  ["takes an option away", [{ ...q, options: q.options.slice(0, 2) }, m], "c"],
  ["rewords an option", [withOption(q, "b", { text: "Option β" }), m], "b"],
  ["changes an opening count", [withOption(q, "b", { opening: 5 }), m], "opening"],
  [
    "brings an opening count with a new option",
    [{ ...q, options: [...q.options, { ...extra, opening: 5 }] }, m],
    "opening",
  ],
];

const ALLOWED: [what: string, change: (poll: PollDefinition) => Partial<PollDefinition>][] = [
  ["its title", () => ({ title: "Another title" })],
  ["when it closes", () => ({ closesAt: NOW + 1000 })],
  ["when it opens", () => ({ opensAt: NOW - 1000 })],
  ["who sees the numbers", () => ({ results: "after-close" })],
  ["its guard", () => ({ guard: "open" })],
  ["the order of its questions", () => ({ questions: [m, q] })],
  ["the order of options", () => ({ questions: [{ ...q, options: q.options.toReversed() }, m] })],
  ["by a new question", () => ({ questions: [q, m, question("n", ["a", "b"], { min: 0 })] })],
  ["by a new option", () => ({ questions: [{ ...q, options: [...q.options, extra] }, m] })],
  ["to a lower min", () => ({ questions: [q, { ...m, min: 0 }] })],
  ["to a higher max", () => ({ questions: [q, { ...m, max: 3 }] })],
];

describe("a poll with votes", () => {
  it.each(FORBIDDEN)(
    "refuses a definition that %s, and changes nothing",
    async (_, questions, reason) => {
      const definition = await votedPoll();
      await ring(definition.id);
      const before = await stateOf(definition.id);
      for (const dryRun of [true, false]) {
        const outcome = await define({ ...definition, title: "Another", questions }, dryRun);
        expect(outcome).toEqual({
          outcome: "refused",
          reasons: expect.arrayContaining([expect.stringContaining(reason)]),
        });
        expect(await stateOf(definition.id)).toEqual(before);
      }
      await evict(definition.id);
      expect(await stateOf(definition.id)).toEqual(before);
      expect(await rowsOf(definition.id, "SELECT revision FROM definition")).toHaveLength(1);
    },
  );

  it.each(ALLOWED)("may change %s, and keeps its votes", async (_, change) => {
    const definition = await votedPoll();
    const next = { ...definition, ...change(definition) };
    const before = await auditOf(definition.id);
    expect(await define(next, true)).toEqual({ outcome: "changed" });
    expect(await auditOf(definition.id)).toEqual(before);
    expect(await define(next)).toEqual({ outcome: "changed" });
    await evict(definition.id);
    const after = await checkBooks(definition.id);
    expect((await viewOf(definition.id)).definition).toEqual(next);
    expect([after.tally, after.accounts]).toEqual([before.tally, before.accounts]);
    expect(after.version).toBeGreaterThan(before.version);
    expect((await cast(definition.id, "ann", { q: ["b"], m: ["c"] })).outcome).toBe(
      "already-voted",
    );
    expect((await cast(definition.id, "ann", { q: ["a"], m: ["a", "b"] })).outcome).toBe(
      "repeated",
    );
    await ring(definition.id);
    await checkCopy(definition.id);
  });

  it("gives all reasons at once", async () => {
    const definition = await votedPoll();
    const outcome = await define({
      ...definition,
      questions: [{ ...withOption(q, "a", { text: "Other" }), text: "What else?" }],
    });
    expect(outcome).toEqual({
      outcome: "refused",
      reasons: [
        expect.stringContaining("q"),
        expect.stringContaining("a"),
        expect.stringContaining("m"),
      ],
    });
  });
});

describe("a poll without votes", () => {
  it.each(FORBIDDEN)("takes a definition that %s", async (_, questions) => {
    const definition = definePoll({ questions: [q, m] });
    await define(definition);
    // A ballot that was refused is no vote.
    expect((await cast(definition.id, "ann", { q: ["x"] })).outcome).toBe("invalid");
    expect(await define({ ...definition, questions })).toEqual({ outcome: "changed" });
    await evict(definition.id);
    expect((await viewOf(definition.id)).definition.questions).toEqual(questions);
    expect((await checkBooks(definition.id)).accounts.received).toBe(1);
  });
});

describe("defining", () => {
  it("says created, unchanged, changed", async () => {
    const definition = definePoll();
    const outcomes = [];
    for (const next of [definition, definition, { ...definition, title: "Another" }]) {
      outcomes.push([(await define(next, true)).outcome, (await define(next)).outcome]);
      await evict(definition.id);
    }
    expect(outcomes).toEqual([
      ["created", "created"],
      ["unchanged", "unchanged"],
      ["changed", "changed"],
    ]);
  });

  it("changes nothing when the definition is the same", async () => {
    const definition = await votedPoll();
    await ring(definition.id);
    const before = await stateOf(definition.id);
    await define(definition);
    expect(await stateOf(definition.id)).toEqual(before);
    expect(await ring(definition.id)).toBe(false);
  });

  it("stores nothing in a dry run", async () => {
    const definition = definePoll({ closesAt: NOW + 1000 });
    expect(await define(definition, true)).toEqual({ outcome: "created" });
    expect(await objectOf(definition.id).view(null)).toBeNull();
    expect(await cast(definition.id, "ann", { q: ["a"] })).toEqual({ outcome: "no-such-poll" });
    const tables = await inObject(definition.id, (_, { storage }) =>
      storage.sql
        .exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'")
        .toArray(),
    );
    expect([tables, await alarmOf(definition.id)]).toEqual([[], null]);
  });

  it("keeps every definition that was ever in force, with its time", async () => {
    const definition = definePoll();
    const titles = ["One", "Two", "Three"];
    for (const [i, title] of titles.entries()) {
      vi.setSystemTime(NOW + i);
      await define({ ...definition, title });
    }
    const rows = await rowsOf(definition.id, "SELECT at, body FROM definition ORDER BY revision");
    expect(rows.map(({ at, body }) => [at, JSON.parse(String(body))])).toEqual(
      titles.map((title, i) => [NOW + i, { ...definition, title }]),
    );
  });

  it("counts votes for an option that was added while the poll was open", async () => {
    const definition = await votedPoll();
    const wider = { ...q, options: [...q.options, extra] };
    expect((await cast(definition.id, "dan", { q: ["d"], m: ["a"] })).outcome).toBe("invalid");
    await define({ ...definition, questions: [wider, m] });
    expect((await cast(definition.id, "dan", { q: ["d"], m: ["a"] })).outcome).toBe("counted");
    expect((await checkBooks(definition.id)).tally.options["q"]).toEqual({ a: 3, d: 1 });
    await ring(definition.id);
    await checkCopy(definition.id);
  });
});

describe("a poll that is removed", () => {
  it("is not there for voters and readers, and keeps its votes", async () => {
    const poll = await publishPoll();
    await castMany(poll, 3);
    const votes = await entriesOf(poll);
    await objectOf(poll).remove();
    for (let i = 0; i < 2; i += 1) {
      expect(await objectOf(poll).view("many-0")).toBeNull();
      expect(await cast(poll, "many-0", { q: ["a"] })).toEqual({ outcome: "no-such-poll" });
      expect(await cast(poll, "dan", { q: ["a"] })).toEqual({ outcome: "no-such-poll" });
      expect(await entriesOf(poll)).toEqual(votes);
      expect((await checkBooks(poll)).accounts).toEqual(plainAccounts(3, 3));
      await evict(poll);
    }
    await ring(poll);
    await checkCopy(poll);
  });

  it("goes on where it stopped when it is defined again", async () => {
    const definition = definePoll();
    const { id } = definition;
    await define(definition);
    const first = await castVote(id, "ann", { q: ["a"] });
    await objectOf(id).remove();
    await evict(id);
    expect((await define(definition, true)).outcome).toBe("changed");
    expect(await objectOf(id).view(null)).toBeNull();
    expect((await define(definition)).outcome).toBe("changed");
    await evict(id);
    expect((await viewOf(id, "ann")).own).toEqual(first);
    expect(await cast(id, "ann", { q: ["a"] })).toMatchObject({
      outcome: "repeated",
      vote: first,
    });
    expect(await cast(id, "ben", { q: ["a"] })).toMatchObject({
      outcome: "counted",
      vote: { seq: 2 },
    });
    await checkBooks(id);
    await ring(id);
    await checkCopy(id);
  });

  it("is held to the definition under which its votes were counted", async () => {
    const definition = definePoll();
    await define(definition);
    await castMany(definition.id, 1);
    await objectOf(definition.id).remove();
    const reworded = { ...definition, questions: [{ ...q, text: "What else?" }] };
    expect((await define(reworded)).outcome).toBe("refused");
    await evict(definition.id);
    expect(await objectOf(definition.id).view(null)).toBeNull();
    expect((await auditOf(definition.id)).accounts.counted).toBe(1);
  });

  it("may be removed twice, and before it was ever defined", async () => {
    const poll = await publishPoll();
    await objectOf(poll).remove();
    await objectOf(poll).remove();
    expect(await objectOf(poll).view(null)).toBeNull();
    await objectOf("never").remove();
    expect(await objectOf("never").view(null)).toBeNull();
  });
});
