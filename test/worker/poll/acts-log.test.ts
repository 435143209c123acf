import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { define, definePoll, evict, objectOf, publishPoll, viewOf } from "../support/poll.ts";
import {
  actsOf,
  breakWrites,
  controlInD1,
  dump,
  errorOf,
  flushed,
  perform,
  publishAll,
  vote,
} from "./support.ts";

const NOW = Date.UTC(2040, 0, 1);
const HOUR = 3_600_000;
const OPENS = NOW + HOUR;
const CLOSES = NOW + 2 * HOUR;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("a file that is published after an act", () => {
  it("keeps what was decided while it says the same, and has the last word on what it says anew", async () => {
    const definition = await publishAll({ opensAt: OPENS, closesAt: CLOSES });
    const poll = definition.id;
    await perform(poll, { act: "open" });
    await perform(poll, { act: "extend", closesAt: CLOSES + HOUR });
    const timesOf = async (): Promise<unknown[]> => {
      await evict(poll);
      const { opensAt, closesAt } = (await viewOf(poll)).definition;
      await flushed(poll);
      return [opensAt, closesAt, await controlInD1(poll)];
    };
    const both = { opensAt: NOW, closesAt: CLOSES + HOUR };
    expect(await define(definition)).toEqual({ outcome: "unchanged" });
    expect(await timesOf()).toEqual([NOW, CLOSES + HOUR, both]);
    await define({ ...definition, title: "Another" });
    expect(await timesOf()).toEqual([NOW, CLOSES + HOUR, both]);
    const closesAt = CLOSES + 5 * HOUR;
    await define({ ...definition, closesAt });
    expect(await timesOf()).toEqual([NOW, closesAt, { opensAt: NOW }]);
    await define({ ...definition, opensAt: null, closesAt });
    expect(await timesOf()).toEqual([null, closesAt, null]);
  });
});

it("an act that cannot be written is not done, in memory as on disk", async () => {
  const poll = await publishPoll();
  await vote(poll, "ann", "a");
  for (const table of ["act", "state"]) {
    const before = { rows: await dump(poll), view: await viewOf(poll) };
    const repair = await breakWrites(poll, table, "INSERT");
    const error = await errorOf(poll, (i) => i.perform({ act: "close" }, "editor"));
    expect(error).toContain("broken");
    expect(await viewOf(poll)).toEqual(before.view);
    await repair();
    await evict(poll);
    expect({ rows: await dump(poll), view: await viewOf(poll) }).toEqual(before);
  }
});

it("every act is written down with who and when, the newest first, and survives the instance", async () => {
  const definition = definePoll();
  const poll = definition.id;
  await objectOf(poll).define(definition, false, "publisher");
  const acts = [{ act: "close" }, { act: "reopen", closesAt: null }, { act: "hide" }] as const;
  for (const [i, act] of acts.entries()) {
    vi.setSystemTime(NOW + i + 1);
    await perform(poll, act, `editor ${i}`);
    await perform(poll, { act: "open" }, "refused");
  }
  await objectOf(poll).remove("remover");
  expect(await perform(poll, { act: "show" })).toEqual({ outcome: "no-such-poll" });
  await evict(poll);
  expect((await actsOf(poll)).map(({ at, who, what }) => [at - NOW, who, what])).toEqual([
    [3, "remover", "remove"],
    [3, "editor 2", "hide"],
    [2, "editor 1", "reopen"],
    [1, "editor 0", "close"],
    [0, "publisher", "define"],
  ]);
  expect(await objectOf(poll).acts(2)).toHaveLength(2);
  expect(await objectOf("never-published").acts(9)).toEqual([]);
  expect(await objectOf("never-published").perform({ act: "close" }, "x")).toEqual({
    outcome: "no-such-poll",
  });
});
