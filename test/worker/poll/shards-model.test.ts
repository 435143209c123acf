import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { beforeEach, expect, it, vi } from "vitest";
import { runs, seedOf } from "../../support/campaign.ts";
import type { PollDefinition } from "../../../src/core/polls/poll.ts";
import { MAX_SHARDS, shardName } from "../../../src/core/polls/shards.ts";
import { database } from "../../../src/store/database.ts";
import { projectedEntries } from "../../../src/store/votes/projection.ts";
import { viewPoll, withdrawVote } from "../../../src/web/polls/poll-object.ts";
import {
  booksOf,
  castFor,
  keyOf,
  ledgersOf,
  NOW,
  ofVoter,
  optionOf,
  publishSplit,
} from "./shards-support.ts";
import { define, entriesOf, evict, objectOf, ring } from "../support/poll.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));

interface Model {
  votes: Map<string, string>;
  shards: number;
  /** Whether any ballot was sent, and any counted. */
  sent: boolean;
  counted: boolean;
}

const NAMES = ["ann", "ben", "cat", "dan", "eve", "fay", "gus", "hal"];

it("keeps its books through any ballots, changes, splits, crashes and outages", async () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.constant("cast"), fc.constantFrom(...NAMES), fc.nat(2)) },
    { weight: 2, arbitrary: fc.tuple(fc.constant("twice"), fc.constantFrom(...NAMES), fc.nat(2)) },
    { weight: 2, arbitrary: fc.tuple(fc.constant("revise"), fc.constantFrom(...NAMES), fc.nat(2)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("back"), fc.constantFrom(...NAMES), fc.nat(0)) },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.constant("split"), fc.constant(""), fc.nat(MAX_SHARDS - 1)),
    },
    { weight: 1, arbitrary: fc.tuple(fc.constant("evict"), fc.constant(""), fc.nat(15)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("ring"), fc.constant(""), fc.nat(15)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant("clock"), fc.constant(""), fc.nat(900)) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      vi.setSystemTime(NOW);
      const definition = await publishSplit({ revisable: true });
      const { id } = definition;
      const model: Model = { votes: new Map(), shards: 1, sent: false, counted: false };
      for (const [what, name, n] of steps) await take(definition, model, what, name, n);
      const whole = { ...definition, shards: model.shards };
      for (const ledger of await ledgersOf(whole))
        expect(await objectOf(ledger).flush()).toBeNull();
      const books = await booksOf(whole, true);
      const options: Record<string, number> = {};
      for (const option of model.votes.values()) options[option] = (options[option] ?? 0) + 1;
      expect(books.options).toEqual(options);
      expect(books.votes).toBe(model.votes.size);
      vi.setSystemTime(Date.now() + 1000);
      expect((await viewPoll(env, id, null))?.results?.votes).toBe(model.votes.size);
      const copied = await projectedEntries(database(env.DB), id, 0, 1000);
      expect(copied).toEqual(await entriesOf(id));
    }),
    { numRuns: runs(10, 60), seed: seedOf("shards model") },
  );
}, 600_000);

const COUNTED = /^(?:counted|revised|repeated)$/;

/** Does a step, and throws where the poll does not answer as the model has it. */
async function take(
  definition: PollDefinition,
  model: Model,
  what: string,
  name: string,
  n: number,
): Promise<void> {
  const { id } = definition;
  const option = optionOf(n);
  const has = model.votes.get(name);
  const own = name === "" ? null : await ofVoter(id, name);
  const must = (holds: boolean, words: string): void => {
    if (!holds) throw new Error(`${what} ${name} ${n}: ${words}`);
  };
  must(has === undefined || own?.answers["q"]?.[0] === has, "the vote is not the voter's last");
  if (["cast", "twice", "revise"].includes(what)) model.sent = true;
  switch (what) {
    case "cast":
    case "twice": {
      const times = what === "twice" ? 2 : 1;
      const outcomes = await Promise.all(
        Array.from({ length: times }, () => castFor(id, name, option, own?.seq ?? null)),
      );
      must(
        outcomes.some(({ outcome }) => COUNTED.test(outcome)),
        "not counted",
      );
      model.votes.set(name, option);
      model.counted = true;
      break;
    }
    case "revise": {
      const { outcome } = await castFor(id, name, option, own?.seq ?? 1);
      must(own ? COUNTED.test(outcome) : outcome === "no-vote", outcome);
      if (own) model.votes.set(name, option);
      break;
    }
    case "back":
      if (has === undefined) break;
      await withdrawVote(env, id, { voter: keyOf(id, name) }, own?.seq ?? 0);
      model.votes.delete(name);
      break;
    case "split": {
      const shards = n + 1;
      const { outcome } = await define({ ...definition, shards });
      if (shards === model.shards) must(outcome !== "refused", outcome);
      // After a ballot that was refused it may be either.
      else must(outcome === "changed" ? !model.counted : model.sent, outcome);
      if (outcome !== "refused") model.shards = shards;
      break;
    }
    case "evict":
      await evict(shardName(id, n % model.shards));
      break;
    case "ring":
      await ring(shardName(id, n % model.shards));
      break;
    default:
      vi.setSystemTime(Date.now() + n);
  }
  await booksOf({ ...definition, shards: model.shards });
}
