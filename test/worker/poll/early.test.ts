import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { castVote, checkBooks, define, definePoll, evict, viewOf } from "../support/poll.ts";

const NOW = Date.UTC(2040, 5, 1);

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => void vi.useRealTimers());

it("closes now where its file says an end before votes that it has counted", async () => {
  const definition = definePoll();
  await define(definition);
  await castVote(definition.id, "v", { q: ["a"] });
  vi.setSystemTime(NOW + 1000);
  const early = { ...definition, closesAt: NOW - 1000 };
  expect(await define(early)).toEqual({ outcome: "changed" });
  await evict(definition.id);
  const view = await viewOf(definition.id);
  expect(view.status).toBe("closed");
  expect(view.results).toMatchObject({ closesAt: new Date(NOW + 1000).toISOString(), votes: 1 });
  // The same file again changes nothing, and another end is another end.
  expect(await define(early)).toEqual({ outcome: "unchanged" });
  expect(await define({ ...definition, closesAt: NOW + 5000 })).toEqual({ outcome: "changed" });
  expect((await viewOf(definition.id)).status).toBe("open");
  await checkBooks(definition.id);
});
