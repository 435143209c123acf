import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { homeOf, MAX_SHARDS, shardOf } from "../../../src/core/polls/shards.ts";
import { database } from "../../../src/store/database.ts";
import { listPollEntries } from "../../../src/store/votes/poll-list.ts";
import { castBallot, viewPoll, withdrawVote } from "../../../src/web/polls/poll-object.ts";
import {
  booksOf,
  castFor,
  castForty,
  FORTY,
  keyOf,
  ledgersOf,
  NOW,
  ofVoter,
  optionOf,
  publishSplit,
} from "./shards-support.ts";
import { perform } from "./support.ts";
import { entriesOf, objectOf, question, ring } from "../support/poll.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));

describe("a poll that is split", () => {
  it.each([2, 4, 8, MAX_SHARDS])("counts each voter in one of %i objects, once", async (shards) => {
    const definition = await publishSplit({ shards });
    const { id } = definition;
    await castForty(id);
    const again = await Promise.all(FORTY.map((name, n) => castFor(id, name, optionOf(n))));
    expect(again.map(({ outcome }) => outcome)).toEqual(FORTY.map(() => "repeated"));
    const other = await Promise.all(FORTY.map((name, n) => castFor(id, name, optionOf(n + 1))));
    expect(other.map(({ outcome }) => outcome)).toEqual(FORTY.map(() => "already-voted"));
    expect(await booksOf(definition)).toEqual({
      options: { a: 14, b: 13, c: 13 },
      votes: 40,
      counted: 40,
      voters: 40,
    });
    for (const ledger of await ledgersOf(definition)) {
      const shard = Number(ledger.split(".")[1] ?? 0);
      const mine = FORTY.filter((name) => homeOf(keyOf(id, name), shards) === shard);
      expect(await entriesOf(ledger)).toHaveLength(mine.length);
      for (const { seq } of await entriesOf(ledger)) expect(shardOf(seq, shards)).toBe(shard);
    }
  });

  it("publishes the sum: from the first object after a moment, to a voter with the own vote at once", async () => {
    const { id } = await publishSplit({ shards: 4 });
    await castForty(id);
    vi.setSystemTime(NOW + 1000);
    const view = await viewPoll(env, id, null);
    expect(view?.results).toMatchObject({ votes: 40, received: 40, counted: 40 });
    const key = keyOf(id, "late");
    const ballot = { answers: [["q", ["a"]] as [string, string[]]], audience: null, voter: key };
    const outcome = await castBallot(env, id, ballot, true);
    const numbers = "numbers" in outcome ? outcome.numbers : null;
    expect(JSON.parse(numbers ?? "{}")).toMatchObject({ votes: 41 });
    vi.setSystemTime(NOW + 2000);
    expect((await viewPoll(env, id, null))?.results?.votes).toBe(41);
    expect((await viewPoll(env, id, null))?.version).not.toBe(view?.version);
  });

  it("reaches D1 exactly, each object by its own alarm, and its list of polls", async () => {
    const definition = await publishSplit({ shards: 4 });
    await castForty(definition.id);
    for (const ledger of await ledgersOf(definition)) await ring(ledger);
    expect((await booksOf(definition, true)).votes).toBe(40);
    const listed = await listPollEntries(database(env.DB), NOW, { limit: 50 });
    // It is not in D1's table of polls: that is for publishing to fill.
    expect(listed).toEqual([]);
    const other = { ...definition, id: `${definition.id}-other` };
    for (const each of [definition, other]) {
      await env.DB.prepare(
        "INSERT INTO polls (id, digest, definition, updated_at) VALUES (?, '', ?, 0)",
      )
        .bind(each.id, JSON.stringify(each))
        .run();
    }
    const [first, second] = await listPollEntries(database(env.DB), NOW, { limit: 50 });
    expect(first).toMatchObject({ votes: 40, first: { a: 14, b: 13, c: 13 } });
    expect(second).toMatchObject({ votes: 0, first: {} });
    await env.DB.prepare("DELETE FROM polls").run();
  });

  it("lets voters change and withdraw their votes, and shows them with their receipts", async () => {
    const definition = await publishSplit({ shards: 4, revisable: true });
    const { id } = definition;
    await castForty(id);
    for (const [n, name] of FORTY.entries()) {
      const own = await ofVoter(id, name);
      expect(own).toMatchObject({ answers: { q: [optionOf(n)] }, state: "counted" });
      const shown = { seq: own?.seq ?? 0, receipt: own?.receipt ?? "" };
      const seen = await viewPoll(env, id, null, { shown });
      expect(seen?.own).toMatchObject({ ...shown, byReceipt: true });
    }
    for (const name of FORTY.slice(0, 10)) {
      const own = await ofVoter(id, name);
      expect((await castFor(id, name, "c", own?.seq)).outcome).toMatch(/revised|repeated/);
    }
    for (const name of FORTY.slice(10, 20)) {
      const seq = (await ofVoter(id, name))?.seq ?? 0;
      const outcome = await withdrawVote(env, id, { voter: keyOf(id, name) }, seq);
      expect(outcome.outcome).toBe("withdrawn");
    }
    expect(await booksOf(definition)).toMatchObject({ votes: 30, voters: 40 });
  });

  it("is closed, hidden and opened for all objects by one act, and logs it once", async () => {
    const definition = await publishSplit({ shards: 3 });
    const { id } = definition;
    await castForty(id);
    await perform(id, { act: "close" });
    for (const name of ["x", "y", "z", "w"])
      expect((await castFor(id, name, "a")).outcome).toBe("closed");
    await perform(id, { act: "reopen", closesAt: null });
    expect((await castFor(id, "x", "a")).outcome).toBe("counted");
    await perform(id, { act: "hide" });
    expect((await castFor(id, "y", "a")).outcome).toBe("no-such-poll");
    expect(await viewPoll(env, id, keyOf(id, "y"))).toBeNull();
    await perform(id, { act: "show" });
    expect((await castFor(id, "y", "a")).outcome).toBe("counted");
    expect((await objectOf(id).acts(100)).map(({ what }) => what)).toEqual([
      "show",
      "hide",
      "reopen",
      "close",
      "define",
    ]);
    await objectOf(id).remove("ed");
    for (const name of FORTY.slice(0, 8)) {
      expect((await castFor(id, name, "a")).outcome).toBe("no-such-poll");
    }
    expect((await booksOf(definition)).votes).toBe(42);
  });

  it("strikes out votes of all objects by one act", async () => {
    const definition = await publishSplit({ shards: 4 });
    const { id } = definition;
    await castForty(id);
    const act = { act: "void", reason: "a test", from: NOW, to: NOW + 1, network: null } as const;
    expect(await perform(id, act)).toMatchObject({ outcome: "done", detail: { votes: 40 } });
    expect((await perform(id, act)).outcome).toBe("refused");
    expect((await booksOf(definition)).votes).toBe(0);
    vi.setSystemTime(NOW + 1000);
    const results = (await viewPoll(env, id, null))?.results;
    expect(results).toMatchObject({
      votes: 0,
      voided: 40,
      voids: [{ votes: 40, reason: "a test" }],
    });
  });

  it("lets texts be approved whichever object has them", async () => {
    const other = { id: "o", text: "Other", opening: 0, other: true };
    const q = question("q", ["a", "b", "c"]);
    const { id } = await publishSplit({
      shards: 4,
      questions: [{ ...q, options: [...q.options, other] }],
    });
    for (const name of FORTY.slice(0, 6)) {
      const ballot = { answers: [["q", ["o"]] as [string, string[]]], audience: null };
      const texts: [string, string][] = [["q", `text of ${name}`]];
      await castBallot(env, id, { ...ballot, texts, voter: keyOf(id, name) }, false);
    }
    expect((await objectOf(id).desk(0, NOW + 1))?.texts).toHaveLength(6);
    for (const name of FORTY.slice(0, 6)) {
      const act = { act: "approve", question: "q", text: `text of ${name}` } as const;
      expect((await perform(id, act)).outcome).toBe("done");
    }
    const wrong = { act: "approve", question: "q", text: "nobody's" } as const;
    expect((await perform(id, wrong)).outcome).toBe("refused");
    vi.setSystemTime(NOW + 1000);
    const texts = (await viewPoll(env, id, null))?.results?.questions[0]?.texts;
    expect(texts?.toSorted()).toEqual(FORTY.slice(0, 6).map((name) => `text of ${name}`));
  });

  it("knows a network by one digest in all objects, and limits it as a whole", async () => {
    const definition = await publishSplit({ shards: 4, guard: "careful" });
    const { id } = definition;
    let counted = 0;
    for (let n = 0; n < 400; n += 40) {
      const outcomes = await Promise.all(
        FORTY.map((_, i) =>
          castBallot(
            env,
            id,
            {
              answers: [["q", ["a"]]],
              audience: null,
              voter: keyOf(id, `n${n + i}`),
              network: "203.0.113.0/24",
            },
            false,
          ),
        ),
      );
      counted += outcomes.filter(({ outcome }) => outcome === "counted").length;
    }
    // Never more than an unsplit poll takes; as many less as the voters spread unevenly.
    expect(counted).toBeLessThanOrEqual(200);
    expect(counted).toBeGreaterThan(180);
    const desk = await objectOf(id).desk(0, NOW + 1);
    expect(desk?.networks).toMatchObject([{ votes: counted }]);
  });

  it("knows a network by one digest again after it was closed and opened again", async () => {
    const { id } = await publishSplit({ shards: 4, guard: "careful" });
    await castForty(id);
    await perform(id, { act: "close" });
    await perform(id, { act: "reopen", closesAt: null });
    for (let n = 0; n < 12; n += 1) {
      const ballot = { answers: [["q", ["a"]] as [string, string[]]], audience: null };
      const who = { voter: keyOf(id, `late ${n}`), network: "203.0.113.0/24" };
      expect((await castBallot(env, id, { ...ballot, ...who }, false)).outcome).toBe("counted");
    }
    expect((await objectOf(id).desk(0, NOW + 1))?.networks).toMatchObject([{ votes: 12 }]);
  });
});
