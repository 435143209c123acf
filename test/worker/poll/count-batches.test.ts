import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import {
  ballotOf,
  checkCopy,
  giveD1,
  inObject,
  publishPoll,
  replacing,
  ring,
} from "../support/poll.ts";

/** D1 as it is, with the length of the longest parameter of each statement that is prepared. */
function measured(lengths: number[]): D1Database {
  return replacing(env.DB, {
    prepare: (query) => {
      const statement = env.DB.prepare(query);
      return replacing(statement, {
        bind: (...values) => {
          lengths.push(Math.max(0, ...values.map((value) => String(value).length)));
          return statement.bind(...values);
        },
      });
    },
  });
}

it("sends D1 long entries in batches that it can take", async () => {
  const ids = Array.from({ length: 100 }, (_, n) => `an-option-with-a-long-name-${n}`);
  const options = ids.map((id) => ({ id, text: id, other: false, opening: 0 }));
  const question = { id: "q", text: "Which?", kind: "multiple" as const, min: 0, max: 100 };
  const poll = await publishPoll({
    questions: [{ ...question, shuffle: false, options }],
  });
  await inObject(poll, (object) =>
    Promise.all(
      Array.from({ length: 400 }, (_, n) => object.cast(ballotOf(`long-${n}`, { q: ids }))),
    ),
  );
  const lengths: number[] = [];
  await giveD1(poll, measured(lengths));
  await ring(poll);
  await checkCopy(poll);
  const batches = lengths.filter((length) => length > 100_000);
  expect(batches.length).toBeGreaterThan(2);
  expect(Math.max(...batches)).toBeLessThan(700_000);
});
