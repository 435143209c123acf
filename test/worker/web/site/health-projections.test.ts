import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { LAST_MIGRATION } from "../../../../src/store/status.ts";
import {
  ask,
  castVote,
  fails,
  faultyD1,
  faultyPolls,
  forgetAll,
  onlyFor,
  publish,
  putPoll,
  putSite,
  quiet,
  send,
} from "../../support/site.ts";
import { giveD1, inObject, objectOf } from "../../support/poll.ts";

interface Health {
  ok: boolean;
  schedulerRan: string | null;
  lastPublish: string | null;
  projections: {
    ledgers: number;
    asked: number;
    silent: number;
    behind: { ledger: string; seconds: number }[];
  } | null;
  schema: { d1: string | null; wanted: string; ledgers: number };
}

async function health(replaced: Partial<Env> = {}): Promise<Health> {
  return (await ask("/health", {}, replaced)).json<Health>();
}

/** Entries of a ledger were made so long ago. */
async function age(ledger: string, ms: number): Promise<void> {
  await inObject(ledger, (_, { storage }) => {
    storage.sql.exec("UPDATE ledger SET cast_at = cast_at - ?", ms);
  });
}

beforeEach(forgetAll);

describe("/health", () => {
  it("tells of no publish before the first, and of the last one that changed something", async () => {
    expect((await health()).lastPublish).toBeNull();
    await putSite();
    for (const id of ["one", "two", "split"]) {
      await putPoll(id, id === "split" ? { shards: 2 } : {});
    }
    const before = Date.now();
    await publish();
    const { lastPublish } = await health();
    expect(Date.parse(lastPublish ?? "")).toBeGreaterThanOrEqual(before - 1);
    await publish();
    expect((await health()).lastPublish).toBe(lastPublish);
  });

  it("tells which migration D1 has, and which it should have", async () => {
    const { schema } = await health();
    expect(schema).toEqual({ d1: LAST_MIGRATION, wanted: LAST_MIGRATION, ledgers: 2 });
    expect(env.MIGRATIONS.at(-1)?.name).toBe(LAST_MIGRATION);
  });

  it("tells how far D1 is behind each ledger", async () => {
    expect((await health()).projections).toEqual({ ledgers: 4, asked: 4, silent: 0, behind: [] });
    quiet();
    for (const id of ["one", "two"]) await giveD1(id, faultyD1(fails));
    await castVote("one", "ann", "a");
    await castVote("two", "ann", "a");
    await castVote("two", "ben", "b");
    await age("two", 90_000);
    forgetAll();
    const { projections } = await health();
    expect(projections?.behind).toHaveLength(2);
    const [first, second] = projections?.behind ?? [];
    expect([first?.ledger, second?.ledger]).toEqual(["two", "one"]);
    expect(first?.seconds).toBeGreaterThanOrEqual(90);
    expect(second?.seconds).toBeLessThan(60);
  });

  it("wakes no object for whoever asks again at once", async () => {
    let asked = 0;
    const counting = faultyPolls((call, proceed) => {
      if (call.startsWith("progress")) asked += 1;
      return proceed();
    });
    await health({ POLL: counting });
    await health({ POLL: counting });
    expect(asked).toBe(4);
  });

  it("does not name a hidden poll", async () => {
    await send("POST", "/polls/two/acts", { act: "hide" });
    await objectOf("two").flush();
    forgetAll();
    const text = JSON.stringify((await health()).projections);
    expect(text).not.toContain("two");
  });

  it("has all the rest where an object is silent, and where D1 is", async () => {
    quiet();
    const silent = await health({ POLL: faultyPolls(onlyFor("progress one", fails)) });
    expect(silent).toMatchObject({ ok: true, projections: { silent: 1, asked: 4 } });
    forgetAll();
    const dead = await health({ DB: faultyD1(fails) });
    expect(dead).toMatchObject({ ok: false, projections: null, lastPublish: null });
    expect(dead.schema.d1).toBeNull();
  });
});
