import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Desk } from "../../../src/core/polls/audit.ts";
import { codeDigest, writeCode } from "../../../src/core/polls/invitation-code.ts";
import type { CastInput, CastOutcome, OwnVote } from "../../../src/poll/rpc-types.ts";
import {
  checkBooks,
  define,
  definePoll,
  evict,
  objectOf,
  plainAccounts,
  publishPoll,
} from "../support/poll.ts";
import { ballot, dump, flushed, ledgerOf, numbersOf, perform, vote, voteIn } from "./support.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2040, 0, 1) }));
afterEach(() => void vi.useRealTimers());

function newCodes(n: number): string[] {
  return Array.from({ length: n }, () => writeCode(crypto.getRandomValues(new Uint8Array(16))));
}

/** Publishes a poll for `n` invited voters. Returns it with what the object keeps of their codes. */
async function invite(n: number, parts = {}): Promise<{ poll: string; codes: string[] }> {
  const poll = await publishPoll({ guard: "invited", ...parts });
  const codes = newCodes(n).map((code) => codeDigest(poll, code));
  const act = { act: "invite", hashes: codes } as const;
  expect(await perform(poll, act)).toEqual({ outcome: "done", detail: { count: n } });
  return { poll, codes };
}

/** Sends a ballot with a code, from a browser that no voter is known in. */
async function voteWith(
  poll: string,
  invitation: string | null | undefined,
  option: string,
  more: Partial<CastInput> = {},
): Promise<CastOutcome> {
  return vote(poll, "", option, { voter: null, invitation: invitation ?? null, ...more });
}

async function ownWith(poll: string, invitation: string | undefined): Promise<OwnVote | null> {
  const view = await objectOf(poll).view("anybody", { invitation: invitation ?? null });
  return view?.own ?? null;
}

async function invitationsOf(poll: string): Promise<unknown> {
  const desk: Desk | null = await objectOf(poll).desk(0, Number.MAX_SAFE_INTEGER);
  return desk?.invitations;
}

describe("a poll for the invited", () => {
  it("counts each code once, whoever sends it, and tells how many are used", async () => {
    const { poll, codes } = await invite(3);
    const first = voteIn(await voteWith(poll, codes[0], "a"));
    expect(await voteWith(poll, codes[1], "b", { voter: "ann" })).toMatchObject({
      outcome: "counted",
    });
    await evict(poll);
    expect(await voteWith(poll, codes[0], "a", { voter: "eve" })).toMatchObject({
      outcome: "repeated",
      vote: first,
    });
    expect(await voteWith(poll, codes[0], "c", { voter: "new" })).toEqual({
      outcome: "already-voted",
      vote: first,
    });
    expect(await invitationsOf(poll)).toEqual({ made: 3, used: 2 });
    expect((await flushed(poll)).accounts).toEqual(
      plainAccounts(4, 2, { repeated: 1, "already-voted": 1 }),
    );
  });

  it("counts two votes with two codes from one browser", async () => {
    const { poll, codes } = await invite(2);
    for (const code of codes) {
      expect(await voteWith(poll, code, "a", { voter: "one browser" })).toMatchObject({
        outcome: "counted",
      });
    }
    expect(await numbersOf(poll)).toEqual([2, 0, 0]);
  });

  it("counts one of two different ballots that come at once with one code", async () => {
    const { poll, codes } = await invite(1);
    const send = (option: string) =>
      objectOf(poll).cast(ballot(option, option, { invitation: codes[0] ?? null }));
    const outcomes = await Promise.all([send("a"), send("b"), send("a")]);
    expect(outcomes.map((o) => o.outcome)).toEqual(["counted", "already-voted", "repeated"]);
    expect((await flushed(poll)).tally.votes).toBe(1);
  });

  it("refuses a ballot without a code, with an unknown one, and with one of another poll", async () => {
    const { poll } = await invite(1);
    const other = await invite(1);
    const unknown = codeDigest(poll, newCodes(1)[0] ?? "");
    for (const [code, known] of [
      [null, false],
      [unknown, true],
      [other.codes[0], true],
      ["", true],
    ] as const) {
      expect(await voteWith(poll, code, "a", { voter: "ann" })).toEqual({
        outcome: "invitation-needed",
        known,
      });
    }
    expect(await objectOf(poll).look({ voter: "ann" })).toMatchObject({
      outcome: "invitation-needed",
    });
    expect((await flushed(poll)).accounts).toEqual(plainAccounts(4, 0, { "invitation-needed": 4 }));
  });

  it("makes another digest of the same code for another poll", async () => {
    const [one, two] = [await invite(0), await invite(0)];
    const code = newCodes(1)[0] ?? "";
    await perform(one.poll, { act: "invite", hashes: [codeDigest(one.poll, code)] });
    const wrong = await voteWith(two.poll, codeDigest(two.poll, code), "a");
    expect(wrong).toMatchObject({ outcome: "invitation-needed" });
    const right = await voteWith(one.poll, codeDigest(one.poll, code), "a");
    expect(right).toMatchObject({ outcome: "counted" });
  });

  it("made twice, a code is one invitation, and its vote stays", async () => {
    const { poll, codes } = await invite(2);
    await voteWith(poll, codes[0], "a");
    await perform(poll, { act: "invite", hashes: [...codes, ...codes] });
    expect(await invitationsOf(poll)).toEqual({ made: 2, used: 1 });
    expect(await voteWith(poll, codes[0], "b")).toMatchObject({ outcome: "already-voted" });
  });

  it("lets the vote be changed and withdrawn with the code alone, where it is revisable", async () => {
    const { poll, codes } = await invite(2, { revisable: true });
    const [code = ""] = codes;
    await voteWith(poll, code, "a", { voter: "ann" });
    const changed = await voteWith(poll, code, "b", { voter: "another browser" });
    expect(changed).toMatchObject({ outcome: "revised" });
    expect(await ownWith(poll, code)).toEqual(voteIn(changed));
    expect(await ownWith(poll, codes[1])).toBeNull();
    expect(await objectOf(poll).withdraw({ voter: "ann" }, 2)).toMatchObject({
      outcome: "invitation-needed",
    });
    expect(await objectOf(poll).withdraw({ voter: null, invitation: code }, 2)).toMatchObject({
      outcome: "withdrawn",
    });
    await evict(poll);
    expect(await invitationsOf(poll)).toEqual({ made: 2, used: 1 });
    expect((await flushed(poll)).accounts).toMatchObject({ revised: 1, withdrawn: 1 });
  });

  it("keeps no code and no key of a voter in what D1 and anybody gets", async () => {
    const { poll, codes } = await invite(1);
    await voteWith(poll, codes[0], "a", { voter: "the-voters-cookie", network: "203.0.113.0/24" });
    await flushed(poll);
    expect(JSON.stringify(await ledgerOf(poll))).not.toContain(codes[0]);
    const rows = JSON.stringify(await dump(poll));
    for (const secret of ["the-voters-cookie", "203.0.113"]) expect(rows).not.toContain(secret);
  });

  it("needs no codes of a poll with another guard, and makes none for it", async () => {
    const poll = await publishPoll({ guard: "open" });
    const before = await dump(poll);
    expect(await perform(poll, { act: "invite", hashes: ["x"] })).toMatchObject({
      outcome: "refused",
    });
    expect(await dump(poll)).toEqual(before);
  });
});

describe("a poll for members", () => {
  const member = (name: string | null, more = {}) => ({ voter: null, member: name, ...more });

  it("counts each member once, from whatever browser", async () => {
    const poll = await publishPoll({ guard: "member" });
    const first = voteIn(await vote(poll, "", "a", member("m1")));
    expect(await vote(poll, "", "b", member("m2", { voter: "ann" }))).toMatchObject({
      outcome: "counted",
    });
    await evict(poll);
    expect(await vote(poll, "", "b", member("m1", { voter: "ann" }))).toEqual({
      outcome: "already-voted",
      vote: first,
    });
    const view = await objectOf(poll).view(null, { member: "m1" });
    expect(view?.own).toEqual(first);
    expect((await flushed(poll)).tally.votes).toBe(2);
  });

  it("refuses who is none, and has it in the accounts", async () => {
    const poll = await publishPoll({ guard: "member" });
    const refused = { outcome: "membership-needed" };
    expect(await vote(poll, "ann", "a")).toEqual(refused);
    expect(await vote(poll, "", "a", member(null, { invitation: "x" }))).toEqual(refused);
    expect((await checkBooks(poll)).accounts).toEqual(
      plainAccounts(2, 0, { "membership-needed": 2 }),
    );
  });

  it("shows a member's own vote to that member alone", async () => {
    const poll = await publishPoll({ guard: "member", results: "after-vote" });
    await vote(poll, "", "a", member("m1"));
    for (const more of [{}, { member: "m2" }, { invitation: "m1" }]) {
      const view = await objectOf(poll).view("m1", more);
      expect([view?.own, view?.results]).toEqual([null, null]);
    }
  });
});

it("a guard that tells voters apart in another way is refused once there are votes", async () => {
  const definition = definePoll({ guard: "open" });
  await define(definition);
  await vote(definition.id, "ann", "a");
  for (const guard of ["invited", "member"] as const) {
    expect(await define({ ...definition, guard })).toMatchObject({ outcome: "refused" });
  }
  expect(await define({ ...definition, guard: "careful" })).toEqual({ outcome: "changed" });
  expect(await vote(definition.id, "ann", "b")).toMatchObject({ outcome: "already-voted" });
});

it("a guard that tells voters apart in another way is refused once somebody has looked", async () => {
  const definition = definePoll({ guard: "member", results: "after-vote" });
  const poll = definition.id;
  await define(definition);
  await objectOf(poll).look({ voter: "ann", member: "m1" });
  expect(await define({ ...definition, guard: "open" })).toMatchObject({ outcome: "refused" });
});

it("who sends no voter key is not counted and in no account, where the guard needs one", async () => {
  for (const guard of ["open", "careful"] as const) {
    const poll = await publishPoll({ guard });
    const outcome = await vote(poll, "", "a", { voter: null, member: "m", invitation: "i" });
    expect(outcome).toEqual({ outcome: "voter-needed" });
    expect((await checkBooks(poll)).accounts).toEqual(plainAccounts(0, 0));
  }
});
