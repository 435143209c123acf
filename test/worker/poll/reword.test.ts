import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { PollDefinition } from "../../../src/core/polls/poll.ts";
import { shardName } from "../../../src/core/polls/shards.ts";
import { database } from "../../../src/store/database.ts";
import { listPollEntries } from "../../../src/store/votes/poll-list.ts";
import { define, evict, viewOf } from "../support/poll.ts";
import { castForty, publishSplit } from "./shards-support.ts";
import { actsOf, controlInD1, flushed, perform, publishAll, resultsOf, vote } from "./support.ts";

const NOW = Date.UTC(2040, 0, 1);

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));

const act = {
  act: "reword" as const,
  question: "q",
  option: "a",
  text: "Option a, mended",
  reason: "Its end was missing",
};
const typo = { ...act, text: "Option A" };
const change = { question: "q", option: "a", from: "Option a", to: "Option A" };
const reworded = [{ at: NOW, ...change, reason: typo.reason }];

function withText(definition: PollDefinition, text: string): PollDefinition {
  const questions = definition.questions.map((q) => ({
    ...q,
    options: q.options.map((o) => (o.id === "a" ? { ...o, text } : o)),
  }));
  return { ...definition, questions };
}

async function wordingOf(poll: string): Promise<string | undefined> {
  return (await viewOf(poll)).definition.questions[0]?.options.find((o) => o.id === "a")?.text;
}

describe("a typo in a poll with votes", () => {
  it("is mended for readers, in the numbers, in D1 and in the log, and votes stay", async () => {
    const { id: poll } = await publishAll();
    await vote(poll, "ann", "a");
    const { version } = await viewOf(poll);
    expect(await perform(poll, typo)).toEqual({
      outcome: "done",
      detail: { ...change, reason: typo.reason },
    });
    await evict(poll);
    expect((await viewOf(poll)).version).not.toBe(version);
    expect(await wordingOf(poll)).toBe("Option A");
    const results = await resultsOf(poll);
    expect(results.reworded).toEqual([{ ...reworded[0], at: new Date(NOW).toISOString() }]);
    expect(results.questions[0]?.options[0]).toMatchObject({ id: "a", text: "Option A", votes: 1 });
    expect((await actsOf(poll))[0]).toMatchObject({ what: "reword", detail: change });
    await flushed(poll);
    expect(await controlInD1(poll)).toEqual({ reworded });
    const entries = await listPollEntries(database(env.DB), NOW, { limit: 500 });
    const listed = entries.find(({ definition }) => definition.id === poll);
    expect(listed?.definition.questions[0]?.options[0]?.text).toBe("Option A");
    expect(await vote(poll, "ann", "a")).toMatchObject({ outcome: "repeated" });
  });

  it("is published with its new wording after that, and with no other", async () => {
    const definition = await publishAll();
    const poll = definition.id;
    await vote(poll, "ann", "a");
    const mended = withText(definition, "Option A");
    expect(await define(mended)).toEqual({
      outcome: "refused",
      reasons: [expect.stringContaining("only hustings reword may do")],
    });
    await perform(poll, typo);
    expect(await define({ ...definition, title: "Another" })).toEqual({
      outcome: "refused",
      reasons: [expect.stringContaining("which it was before it was reworded on 2040-01-01")],
    });
    expect(await define(withText(definition, "Something else"))).toMatchObject({
      outcome: "refused",
    });
    expect(await define({ ...mended, title: "Another" })).toEqual({ outcome: "changed" });
    await evict(poll);
    expect(await wordingOf(poll)).toBe("Option A");
    // Where the old wording was is still told.
    expect((await resultsOf(poll)).reworded).toHaveLength(1);
    // And once more.
    await perform(poll, { ...act, text: "Option A." });
    expect(await wordingOf(poll)).toBe("Option A.");
    expect(await define(mended)).toMatchObject({ outcome: "refused" });
    expect(await define(withText(definition, "Option A."))).toEqual({ outcome: "changed" });
  });

  it("may be in the question", async () => {
    const { id: poll, questions } = await publishAll();
    await vote(poll, "ann", "a");
    const text = `${questions[0]?.text ?? ""}?`;
    expect(await perform(poll, { ...act, option: null, text })).toMatchObject({ outcome: "done" });
    expect((await resultsOf(poll)).questions[0]?.text).toBe(text);
  });

  it("is mended in every object of a poll that is split", async () => {
    const definition = await publishSplit({ shards: 4 });
    await castForty(definition.id);
    expect(await perform(definition.id, typo)).toMatchObject({ outcome: "done" });
    for (const shard of [0, 1, 2, 3]) {
      const view = await env.POLL.getByName(shardName(definition.id, shard)).view(null);
      expect(view?.definition.questions[0]?.options[0]?.text).toBe("Option A");
      expect(view?.definition.reworded).toEqual(reworded);
    }
    expect(await define(withText(definition, "Option A"))).toEqual({ outcome: "changed" });
  });
});

describe("a wording", () => {
  it("is changed in the file while nobody has voted", async () => {
    const definition = await publishAll();
    expect(await perform(definition.id, typo)).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining("change its file and publish it"),
    });
    expect(await define(withText(definition, "Another"))).toEqual({ outcome: "changed" });
  });

  it("is not changed by an act that is more than a typo, and nothing is written", async () => {
    const { id: poll } = await publishAll();
    await vote(poll, "ann", "a");
    for (const text of ["Something else", "Option b", "option B", "Option a 2", "Option a"]) {
      expect(await perform(poll, { ...act, text })).toMatchObject({ outcome: "refused" });
    }
    expect(await perform(poll, { ...typo, option: "z" })).toMatchObject({ outcome: "refused" });
    expect(await wordingOf(poll)).toBe("Option a");
    expect((await actsOf(poll)).map(({ what }) => what)).toEqual(["define"]);
  });
});
