import { expect, it, vi } from "vitest";
import { ballot, vote } from "./support.ts";
import {
  ballotOf,
  castMany,
  checkBooks,
  checkCopy,
  entriesOf,
  inObject,
  objectOf,
  publishPoll,
  ring,
  rowsOf,
} from "../support/poll.ts";

const TEN = Array.from({ length: 10 }, (_, n) => n);

/** Ten voters at once; `voter` says who the nth is. */
function tenAtOnce(poll: string, voter: (n: number) => string = (n) => `v${n}`) {
  return inObject(poll, (object) =>
    Promise.allSettled(
      TEN.map((n) => object.cast(ballotOf(voter(n), { q: ["abc"[n % 3] ?? "a"] }))),
    ),
  );
}

it("counts ballots that come together in their order, in one write of the counts", async () => {
  const poll = await publishPoll();
  await castMany(poll, 1);
  await inObject(poll, (_, { storage }) => {
    storage.sql.exec(
      "CREATE TRIGGER tg AFTER UPDATE ON state WHEN new.key = 'counts' BEGIN INSERT INTO state VALUES ('w' || new.value, ''); END",
    );
  });
  const outcomes = await tenAtOnce(poll);
  const seqs = outcomes.map((o) =>
    o.status === "fulfilled" && "vote" in o.value ? o.value.vote.seq : null,
  );
  expect(seqs).toEqual(TEN.map((n) => n + 2));
  expect(await rowsOf(poll, "SELECT 1 FROM state WHERE key LIKE 'w%'")).toHaveLength(1);
  await inObject(poll, (_, { storage }) => void storage.sql.exec("DROP TRIGGER tg"));
  expect((await checkBooks(poll)).accounts.counted).toBe(11);
});

it("counts a voter once who comes several times in the same batch, and lets a change follow", async () => {
  const poll = await publishPoll({ revisable: true });
  const outcomes = await inObject(poll, (object) =>
    Promise.all([
      object.cast(ballot("ann", "a")),
      object.cast(ballot("ann", "a")),
      object.cast(ballot("ann", "b", { revises: 1 })),
      object.withdraw({ voter: "ann" }, 2),
      object.cast(ballot("ann", "c")),
    ]),
  );
  expect(outcomes.map(({ outcome }) => outcome)).toEqual([
    "counted",
    "repeated",
    "revised",
    "withdrawn",
    "counted",
  ]);
  const { accounts, tally } = await checkBooks(poll);
  expect(accounts).toMatchObject({ received: 4, counted: 3, revised: 1, withdrawn: 1 });
  expect(tally.options["q"]).toMatchObject({ c: 1 });
  await ring(poll);
  await checkCopy(poll);
});

it("counts the others when one of a batch can't be written", async () => {
  const poll = await publishPoll();
  await castMany(poll, 1);
  await inObject(poll, (_, { storage }) => {
    storage.sql.exec(
      "CREATE TRIGGER tg BEFORE INSERT ON voter WHEN new.key = 'v4' BEGIN SELECT raise(ABORT, 'no v4'); END",
    );
  });
  const outcomes = await tenAtOnce(poll);
  await inObject(poll, (_, { storage }) => void storage.sql.exec("DROP TRIGGER tg"));
  expect(outcomes.map(({ status }) => status)).toEqual(
    TEN.map((n) => (n === 4 ? "rejected" : "fulfilled")),
  );
  expect((await checkBooks(poll)).accounts.counted).toBe(10);
  // And the one whose ballot failed may send it again.
  expect((await vote(poll, "v4", "a")).outcome).toBe("counted");
  await ring(poll);
  await checkCopy(poll);
});

it("counts nothing of a batch whose end can't be written, on disk as in memory", async () => {
  const poll = await publishPoll();
  await castMany(poll, 1);
  await inObject(poll, (_, { storage }) => {
    storage.sql.exec(
      "CREATE TRIGGER tg BEFORE UPDATE ON state WHEN new.key = 'counts' BEGIN SELECT raise(ABORT, 'full'); END",
    );
  });
  const outcomes = await tenAtOnce(poll);
  expect(outcomes.map(({ status }) => status)).toEqual(TEN.map(() => "rejected"));
  await inObject(poll, (_, { storage }) => void storage.sql.exec("DROP TRIGGER tg"));
  expect(await entriesOf(poll)).toHaveLength(1);
  expect((await checkBooks(poll)).accounts.counted).toBe(1);
  const again = await tenAtOnce(poll);
  expect(again.map(({ status }) => status)).toEqual(TEN.map(() => "fulfilled"));
  expect((await checkBooks(poll)).accounts.counted).toBe(11);
});

it.each(["transactionSync", "setAlarm"] as const)(
  "a power cut right after %s leaves nothing of a batch, and nobody is answered",
  async (method) => {
    const poll = await publishPoll();
    await castMany(poll, 1);
    await ring(poll);
    // From outside the object: its answers wait for the disk.
    const outcomes = await inObject(poll, (_, state) => {
      const real = state.storage[method].bind(state.storage) as (...args: unknown[]) => unknown;
      vi.spyOn(state.storage, method).mockImplementation((...args: unknown[]): never => {
        const done = real(...args);
        state.abort("power cut");
        return done as never;
      });
    }).then(() =>
      Promise.allSettled([1, 2].map((n) => objectOf(poll).cast(ballotOf(`v${n}`, { q: ["a"] })))),
    );
    vi.restoreAllMocks();
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect((await checkBooks(poll)).accounts.counted).toBe(1);
    const again = await tenAtOnce(poll);
    expect(again.map(({ status }) => status)).toEqual(TEN.map(() => "fulfilled"));
    expect((await checkBooks(poll)).accounts.counted).toBe(11);
    await ring(poll);
    await checkCopy(poll);
  },
);
