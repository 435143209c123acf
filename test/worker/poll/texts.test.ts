import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Desk } from "../../../src/core/polls/audit.ts";
import type { Act } from "../../../src/poll/rpc-types.ts";
import type { CastInput, CastOutcome } from "../../../src/poll/rpc-types.ts";
import {
  checkBooks,
  entriesOf,
  evict,
  inObject,
  objectOf,
  publishPoll,
  question,
  viewOf,
} from "../support/poll.ts";
import {
  actsOf,
  ballot,
  dump,
  flushed,
  numbersOf,
  ownOf,
  perform,
  resultsOf,
  vote,
  voteIn,
  withdraw,
} from "./support.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2040, 0, 1) }));
afterEach(() => void vi.useRealTimers());

const options = ["a", "b", "c"].map((id) => ({ id, text: id, opening: 0, other: id === "c" }));
const other = question("q", [], { options });
const publishOther = (parts = {}) => publishPoll({ revisable: true, questions: [other], ...parts });

function approve(text: string, act: "approve" | "disapprove" = "approve"): Act {
  return { act, question: "q", text };
}

function wordsOf(text: string): Partial<CastInput> {
  return { texts: [["q", text]] };
}

async function say(poll: string, voter: string, text: string, more = {}): Promise<CastOutcome> {
  return vote(poll, voter, "c", { ...wordsOf(text), ...more });
}

async function shown(poll: string): Promise<string[]> {
  return (await resultsOf(poll)).questions[0]?.texts ?? [];
}

async function deskOf(poll: string): Promise<Desk | null> {
  return await objectOf(poll).desk(0, Number.MAX_SAFE_INTEGER);
}

describe("a text of a voter's own", () => {
  it("is shown to its voter and the editors, to the others once it is approved", async () => {
    const poll = await publishOther();
    expect(voteIn(await say(poll, "ann", "  my   own\twords "))).toMatchObject({
      texts: { q: "my own words" },
    });
    await say(poll, "ben", "rude words");
    await say(poll, "cat", "my own words");
    expect(await shown(poll)).toEqual([]);
    expect((await deskOf(poll))?.texts).toEqual([
      { question: "q", text: "my own words", votes: 2 },
      { question: "q", text: "rude words", votes: 1 },
    ]);
    const { version } = await viewOf(poll);
    expect(await perform(poll, approve("my own words"), "eve")).toMatchObject({ outcome: "done" });
    await evict(poll);
    expect(await shown(poll)).toEqual(["my own words"]);
    expect((await viewOf(poll)).version).not.toBe(version);
    expect((await ownOf(poll, "ben"))?.texts).toEqual({ q: "rude words" });
    expect((await deskOf(poll))?.approved).toEqual({ q: ["my own words"] });
    expect(await actsOf(poll)).toMatchObject([
      { who: "eve", what: "approve", detail: { question: "q", text: "my own words" } },
      { what: "define" },
    ]);
    await flushed(poll);
  });

  it("is no longer shown once it is disapproved", async () => {
    const poll = await publishOther();
    await say(poll, "ann", "words");
    await perform(poll, approve("words"));
    const { version } = await viewOf(poll);
    expect(await perform(poll, approve("words", "disapprove"))).toMatchObject({ outcome: "done" });
    expect(await shown(poll)).toEqual([]);
    expect((await viewOf(poll)).version).not.toBe(version);
  });

  it("goes with the last vote that has it, and comes back with the next", async () => {
    const poll = await publishOther();
    await say(poll, "ann", "words");
    const { receipt } = voteIn(await say(poll, "ben", "words"));
    await perform(poll, approve("words"));
    await withdraw(poll, "ann", 1);
    expect(await shown(poll)).toEqual(["words"]);
    await perform(poll, { act: "void", reason: "sold", receipts: [receipt] });
    expect(await shown(poll)).toEqual([]);
    expect((await deskOf(poll))?.texts).toEqual([]);
    await say(poll, "cat", "words");
    await evict(poll);
    expect(await shown(poll)).toEqual(["words"]);
    await say(poll, "cat", "other words");
    expect(await shown(poll)).toEqual([]);
  });

  it("changed alone is a change of the vote", async () => {
    const poll = await publishOther();
    await say(poll, "ann", "one");
    expect(await say(poll, "ann", "one ")).toMatchObject({ outcome: "repeated" });
    expect(await say(poll, "ann", "two")).toMatchObject({ outcome: "revised" });
    expect(await say(poll, "ann", "one")).toMatchObject({ outcome: "repeated", vote: { seq: 2 } });
    expect(await vote(poll, "ann", "c")).toMatchObject({ outcome: "revised" });
    expect((await ownOf(poll, "ann"))?.texts).toBeUndefined();
    expect(await numbersOf(poll)).toEqual([0, 0, 1]);
    await flushed(poll);
  });

  it("is refused with another option, and of another question", async () => {
    const poll = await publishOther();
    for (const input of [
      ballot("ann", "a", wordsOf("words")),
      ballot("ann", "c", { texts: [["x", "words"]] }),
    ]) {
      expect(await objectOf(poll).cast(input)).toMatchObject({ outcome: "invalid" });
      await checkBooks(poll);
    }
    expect((await deskOf(poll))?.texts).toEqual([]);
  });

  it("is never in D1, nor in the entries that anybody gets", async () => {
    const poll = await publishOther();
    await say(poll, "ann", "secret words");
    await say(poll, "ann", "secret words, changed");
    await say(poll, "ben", "secret words");
    await perform(poll, approve("secret words"));
    await withdraw(poll, "ben", 3);
    await flushed(poll);
    const tables = await env.DB.prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
    ).all<{ name: string }>();
    expect(tables.results.map((table) => table.name)).toContain("votes");
    for (const { name } of tables.results) {
      const rows = await env.DB.prepare(`SELECT * FROM "${name}"`).all();
      expect(JSON.stringify(rows.results)).not.toContain("secret");
    }
    const entries = await entriesOf(poll);
    expect(JSON.stringify(entries)).not.toContain("secret");
    expect(new Set(entries.flatMap((entry) => Object.keys(entry)))).toEqual(
      new Set(["seq", "castAt", "kind", "receipt", "audience", "answers", "supersedes", "note"]),
    );
  });

  it("is hidden with the numbers, also where it is approved", async () => {
    const poll = await publishOther({ results: "after-close" });
    await say(poll, "ann", "words");
    await perform(poll, approve("words"));
    expect(JSON.stringify(await viewOf(poll))).not.toContain("words");
    await perform(poll, { act: "close" });
    expect(await shown(poll)).toEqual(["words"]);
  });
});

it("refuses to approve what nobody says, and what is approved already, and writes nothing", async () => {
  const poll = await publishOther();
  await say(poll, "ann", "words");
  await perform(poll, approve("words"));
  const before = await dump(poll);
  for (const act of [
    approve("words"),
    approve("other words"),
    approve("other words", "disapprove"),
    { ...approve("words"), question: "x" },
  ]) {
    expect(await perform(poll, act)).toMatchObject({ outcome: "refused" });
  }
  expect(await dump(poll)).toEqual(before);
});

it("an approved text is shown, and another can be approved, among any number of others", async () => {
  const poll = await publishOther({ revisable: false });
  await say(poll, "ann", "zz");
  await perform(poll, approve("zz"));
  await inObject(poll, async (instance) => {
    for (let i = 0; i < 2000; i += 1) {
      await instance.cast(ballot(`voter ${i}`, "c", wordsOf(`text ${i}`)));
    }
  });
  await say(poll, "ben", "zzz");
  expect(await shown(poll)).toEqual(["zz"]);
  expect(await perform(poll, approve("zzz"))).toMatchObject({ outcome: "done" });
});
