import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LEDGER_TABLES } from "../../../src/core/backup.ts";
import { sha256Hex } from "../../../src/core/digest.ts";
import { database } from "../../../src/store/database.ts";
import { forgetProjection } from "../../../src/store/votes/projection.ts";
import { type Copy, callsOf, copyOf, headOf, ID, putBack, wipe } from "./backup-support.ts";
import {
  actsOf,
  cutPower,
  dump,
  flushed,
  look,
  ownOf,
  perform,
  vote,
  voteIn,
  withdraw,
} from "./support.ts";
import { auditOf, evict, objectOf, publishPoll, question, ring } from "../support/poll.ts";

const NOW = Date.UTC(2040, 0, 1);
const NETWORK = "192.0.2.0/24";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

/** An open poll in which all was done that can be done. */
async function busyPoll(): Promise<string> {
  const options = ["a", "b", "c"].map((id) => ({ id, text: id, opening: 0, other: id === "c" }));
  const poll = await publishPoll({
    revisable: true,
    results: "after-vote",
    questions: [question("q", [], { options })],
    closesAt: NOW + 86_400_000,
  });
  const texts: [string, string][] = [["q", "in my own words"]];
  await vote(poll, "ann", "a", { network: NETWORK });
  await vote(poll, "ben", "b", { audience: "students" });
  const { seq } = voteIn(await vote(poll, "ann", "b", { revises: 1 }));
  await vote(poll, "cat", "c", { texts });
  const out = voteIn(await vote(poll, "dan", "a"));
  await withdraw(poll, "dan", out.seq);
  const struck = voteIn(await vote(poll, "eve", "a"));
  await perform(poll, { act: "void", reason: "automated", receipts: [struck.receipt] });
  await look(poll, "fay");
  await vote(poll, "ann", "a", { revises: seq });
  await perform(poll, { act: "approve", question: "q", text: "in my own words" });
  return poll;
}

/** What a copy must bring back: all that is on disk, but what is told to D1 and what is of networks. */
async function kept(poll: string): Promise<unknown> {
  const { audit, rows } = { audit: await auditOf(poll), rows: await dump(poll) };
  const { projected: _, ...books } = audit;
  return { books, acts: await actsOf(poll), tables: LEDGER_TABLES.map((table) => rows[table]) };
}

describe("a ledger's copy", () => {
  it("brings back all that was in an open poll, and voting goes on in it", async () => {
    const poll = await busyPoll();
    await flushed(poll);
    const before = await kept(poll);
    const ann = await ownOf(poll, "ann");
    const copy = await copyOf(poll);
    await wipe(poll);
    await forgetProjection(database(env.DB), poll);
    expect(await putBack(poll, copy)).toEqual({ outcome: "restored" });
    expect(await kept(poll)).toEqual(before);
    expect(await copyOf(poll)).toEqual(copy);
    expect(await ownOf(poll, "ann")).toEqual(ann);
    // D1 is told of everything by the alarm, without being asked.
    expect(await ring(poll)).toBe(true);
    await flushed(poll);
    // Who has voted is known: it is no new vote.
    expect((await vote(poll, "ben", "a")).outcome).toBe("revised");
    expect((await vote(poll, "gus", "b")).outcome).toBe("counted");
    await flushed(poll);
  });

  it("brings invitations back, used and unused", async () => {
    const poll = await publishPoll({ guard: "invited" });
    const codes = ["first", "second", "third"];
    const hashes = codes.map((code) => sha256Hex(code));
    await perform(poll, { act: "invite", hashes });
    expect((await vote(poll, "", "a", { invitation: hashes[0] ?? "" })).outcome).toBe("counted");
    const copy = await copyOf(poll);
    await wipe(poll);
    await putBack(poll, copy);
    const outcomes = [];
    for (const invitation of [...hashes, "0".repeat(64)]) {
      outcomes.push((await vote(poll, "", "b", { invitation })).outcome);
    }
    expect(outcomes).toEqual(["already-voted", "counted", "counted", "invitation-needed"]);
  });

  it("is of one moment while voting goes on", async () => {
    const poll = await busyPoll();
    const head = await headOf(poll);
    const whole = await copyOf(poll, head);
    await vote(poll, "ann", "b", { revises: 10 });
    await vote(poll, "new", "c");
    await withdraw(poll, "ben", 2);
    await perform(poll, { act: "extend", closesAt: null });
    await vote(poll, "ann", "a", { revises: 11 });
    expect(await copyOf(poll, head)).toEqual(whole);
    await wipe(poll);
    expect(await putBack(poll, whole)).toEqual({ outcome: "restored" });
    await flushed(poll);
  });

  it("has nothing of networks, nor what their digests are made with", async () => {
    const poll = await busyPoll();
    const rows = await dump(poll);
    expect(rows["network"]).not.toEqual([]);
    const salt = (rows["state"] as { key: string; value: string }[]).find(
      (row) => row.key === "salt",
    );
    expect(salt?.value.length).toBeGreaterThan(20);
    const text = JSON.stringify(await copyOf(poll));
    expect(text).not.toContain(JSON.parse(salt?.value ?? '""'));
    for (const { key } of rows["network"] as { key: string }[]) expect(text).not.toContain(key);
    await wipe(poll);
    await putBack(poll, JSON.parse(text) as Copy);
    const after = await dump(poll);
    expect([after["network"], after["origin"]]).toEqual([[], []]);
    expect((await vote(poll, "hal", "a", { network: NETWORK })).outcome).toBe("counted");
  });
});

describe("a restore that is cut off", () => {
  it("after any of its calls goes on when it is repeated, and shows no poll before its end", async () => {
    const poll = await busyPoll();
    const before = await kept(poll);
    const copy = await copyOf(poll);
    const { length } = callsOf(poll, copy);
    expect(length).toBeGreaterThan(8);
    for (let done = 0; done <= length; done += 1) {
      await wipe(poll);
      for (const call of callsOf(poll, copy).slice(0, done)) await call();
      if (done > 0) await evict(poll);
      expect((await objectOf(poll).view(null)) === null).toBe(done < length);
      expect(await putBack(poll, copy)).toEqual({ outcome: "restored" });
      expect(await kept(poll)).toEqual(before);
    }
  });

  it("in the middle of a commit leaves nothing of it", async () => {
    const poll = await busyPoll();
    const before = await kept(poll);
    const copy = await copyOf(poll);
    await wipe(poll);
    const calls = callsOf(poll, copy);
    for (const call of calls.slice(0, -1)) await call();
    const counts = Object.fromEntries(LEDGER_TABLES.map((t) => [t, copy.tables[t].length]));
    await cutPower(poll, (instance) => {
      void instance.restore(
        ID,
        copy.state,
        counts as Record<(typeof LEDGER_TABLES)[number], number>,
      );
    });
    expect(await objectOf(poll).view(null)).toBeNull();
    expect(await putBack(poll, copy)).toEqual({ outcome: "restored" });
    expect(await kept(poll)).toEqual(before);
  });

  it("gives way to the restore of another backup", async () => {
    const poll = await busyPoll();
    const earlier = await copyOf(poll);
    await vote(poll, "late", "a");
    const copy = await copyOf(poll);
    const before = await kept(poll);
    await wipe(poll);
    for (const call of callsOf(poll, earlier).slice(0, -1)) await call();
    expect(await putBack(poll, copy, "f".repeat(32))).toEqual({ outcome: "restored" });
    expect(await kept(poll)).toEqual(before);
  });

  it("refuses ballots and definitions until it is at its end", async () => {
    const poll = await busyPoll();
    const copy = await copyOf(poll);
    const definition = JSON.parse(copy.state["definition"] ?? "null");
    await wipe(poll);
    for (const call of callsOf(poll, copy).slice(0, -1)) await call();
    expect(
      (await objectOf(poll).cast({ voter: "ann", answers: [["q", ["a"]]], audience: null }))
        .outcome,
    ).toBe("no-such-poll");
    expect(await objectOf(poll).define(definition, false)).toMatchObject({ outcome: "refused" });
    expect(await objectOf(poll).copyHead()).toBeNull();
    expect(await putBack(poll, copy)).toEqual({ outcome: "restored" });
  });
});

describe("a ledger is not taken", () => {
  it("where there is one: it stays as it is", async () => {
    const poll = await busyPoll();
    const copy = await copyOf(poll);
    await vote(poll, "late", "a");
    const before = await dump(poll);
    for (const call of callsOf(poll, copy)) expect(await call()).toEqual({ outcome: "kept" });
    expect(await dump(poll)).toEqual(before);
  });

  const DAMAGES: [what: string, damage: (copy: Copy) => void, reason: RegExp][] = [
    [
      "a vote is missing",
      ({ tables }) => void tables.ledger.pop(),
      /last number 10 is not that of its last entry 9/,
    ],
    [
      "a vote is another",
      ({ tables }) => {
        for (const row of tables.ledger) if (row["seq"] === 2) row["answers"] = '{"q":["a"]}';
      },
      /ledger and tally differ/,
    ],
    ["a voter is missing", ({ tables }) => void tables.voter.pop(), /number of voters/],
    [
      "its numbers are others",
      ({ state }) => {
        state["counts"] = (state["counts"] ?? "").replace(/"received":\d+/, '"received":99');
      },
      /received 99 is not/,
    ],
    ["it has no definition", ({ state }) => void delete state["definition"], /no definition/],
    [
      "a column is unknown",
      ({ tables }) => {
        for (const row of tables.voter) row["colour"] = "red";
      },
      /voter has no column colour/,
    ],
  ];

  it.each(DAMAGES)("where %s, and says so", async (_, damage, reason) => {
    const poll = await busyPoll();
    const copy = await copyOf(poll);
    const broken = structuredClone(copy);
    damage(broken);
    await wipe(poll);
    const outcomes = [];
    for (const call of callsOf(poll, broken)) outcomes.push(await call());
    const refused = outcomes.filter(({ outcome }) => outcome === "refused");
    expect(refused).not.toEqual([]);
    expect(JSON.stringify(refused)).toMatch(reason);
    expect(await objectOf(poll).view(null)).toBeNull();
    // The whole one is another backup.
    expect(await putBack(poll, copy, "e".repeat(32))).toEqual({ outcome: "restored" });
  });

  it("where rows of it have not come", async () => {
    const poll = await busyPoll();
    const copy = await copyOf(poll);
    await wipe(poll);
    const calls = callsOf(poll, copy);
    await calls[0]?.();
    const last = calls.at(-1);
    expect(await last?.()).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining("rows"),
    });
  });
});
