import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import {
  cast,
  castMany,
  checkBooks,
  checkCopy,
  d1With,
  define,
  definePoll,
  evict,
  giveD1,
  inObject,
  objectOf,
  publishPoll,
  question,
  ring,
  viewOf,
} from "../support/poll.ts";
import { breakWrites } from "./support.ts";

describe("a projection that is under way when everything is to be sent again", () => {
  it("does not take the new start for its own", async () => {
    const poll = await publishPoll();
    await castMany(poll, 5);
    await ring(poll);
    await castMany(poll, 5, 5);
    let release = (): void => undefined;
    const held = new Promise<void>((done) => (release = done));
    let reached = (): void => undefined;
    const atD1 = new Promise<void>((done) => (reached = done));
    const batch: D1Database["batch"] = async (statements) => {
      reached();
      await held;
      return env.DB.batch(statements);
    };
    await giveD1(poll, d1With(batch));
    const running = objectOf(poll).flush();
    await atD1;
    await env.DB.prepare("DELETE FROM votes WHERE poll = ?").bind(poll).run();
    await objectOf(poll).resend();
    release();
    expect(await running).toBeNull();
    await checkCopy(poll);
  });
});

it("gives the receipt again for a ballot that was counted before a required question was added", async () => {
  const poll = await publishPoll({ questions: [question("q", ["a", "b"])] });
  const first = await cast(poll, "v1", { q: ["a"] });
  await define(
    definePoll({ id: poll, questions: [question("q", ["a", "b"]), question("more", ["a", "b"])] }),
  );
  await evict(poll);
  const again = await cast(poll, "v1", { q: ["a"] });
  expect(again).toMatchObject({ outcome: "repeated", vote: { seq: 1 } });
  expect(first).toMatchObject({ outcome: "counted", vote: { seq: 1 } });
  await checkBooks(poll);
});

it("tells by no version how many ballots came while the numbers are hidden", async () => {
  const poll = await publishPoll({ results: "after-close", closesAt: Date.now() + 3_600_000 });
  const before = await viewOf(poll);
  await castMany(poll, 7);
  expect((await viewOf(poll)).version).toBe(before.version);
  expect(before.results).toBeNull();
});

it("says that a ledger lacks votes instead of asking for them for ever", async () => {
  const poll = await publishPoll();
  await castMany(poll, 3);
  await inObject(poll, (_, state) => {
    state.storage.sql.exec("DELETE FROM ledger WHERE seq = 3");
  });
  expect(await objectOf(poll).flush()).toContain("nothing after entry 2, but it counts 3");
});

it("sets the alarm again where the closing itself cannot be written", async () => {
  const poll = await publishPoll({ closesAt: Date.now() + 30 });
  await scheduler.wait(40);
  const mend = await breakWrites(poll, "state", "INSERT");
  await inObject(poll, async (instance) => {
    await expect(instance.alarm()).resolves.toBeUndefined();
  });
  await mend();
});
