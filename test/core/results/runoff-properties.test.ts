import * as fc from "fast-check";
import { expect, test } from "vitest";
import { instantRunoff } from "../../../src/core/results/runoff.ts";
import { anyOrder } from "../samples.ts";

type Weighted = [ranking: string[], ballots: number];

const ids = ["a", "b", "c", "d", "e"];

/** Elections with few ballots, so that ties are frequent. */
const elections = fc
  .tuple(anyOrder(ids), fc.integer({ min: 1, max: 5 }))
  .map(([order, n]) => order.slice(0, n))
  .chain((options) =>
    fc.record({
      options: fc.constant(options),
      ballots: fc.array(fc.shuffledSubarray(options), { maxLength: 14 }),
    }),
  );

function one(ranking: string[]): Weighted {
  return [ranking, 1];
}

/**
 * An independent implementation, which does not look for ties: it ends where the options left were level in all rounds.
 * Eliminated options are removed from the ballots round by round, and options are
 * compared by their counts in this round, the previous one, and so on.
 */
function naive(options: string[], ballots: string[][]): { winner: string | null; left: string[] } {
  const past = new Map<string, number[]>(options.map((id) => [id, []]));
  const left: string[] = [];
  let papers = ballots;
  for (;;) {
    papers = papers.map((p) => p.filter((id) => !left.includes(id))).filter((p) => p.length > 0);
    const running = options.filter((id) => !left.includes(id));
    for (const id of running) past.get(id)?.unshift(papers.filter((p) => p[0] === id).length);
    if (papers.length === 0) return { winner: null, left };
    const best = running.find((id) => (past.get(id)?.[0] ?? 0) > papers.length / 2);
    if (best !== undefined) return { winner: best, left };
    const histories = new Set(running.map((id) => past.get(id)?.join()));
    if (histories.size === 1) return { winner: null, left };
    let loser = running.at(-1) ?? "";
    for (const id of running.toReversed()) {
      const [mine, theirs] = [past.get(id) ?? [], past.get(loser) ?? []];
      const round = mine.findIndex((n, i) => n !== theirs[i]);
      if (round >= 0 && (mine[round] ?? 0) < (theirs[round] ?? 0)) loser = id;
    }
    left.push(loser);
  }
}

test("counts every ballot in every round: for one option, or as exhausted", () => {
  fc.assert(
    fc.property(elections, ({ options, ballots }) => {
      for (const { counts, exhausted } of instantRunoff(options, ballots.map(one)).rounds) {
        const counted = Object.values(counts).reduce((a, b) => a + b, 0);
        expect(counted + exhausted).toBe(ballots.length);
        expect(Math.min(exhausted, ...Object.values(counts))).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 500 },
  );
});

test("takes out one option a round, one with the fewest, and none in the last", () => {
  fc.assert(
    fc.property(elections, ({ options, ballots }) => {
      const { rounds } = instantRunoff(options, ballots.map(one));
      let running = options;
      for (const [i, { counts, eliminated }] of rounds.entries()) {
        expect(Object.keys(counts)).toEqual(running);
        expect(eliminated === null).toBe(i === rounds.length - 1);
        const fewest = Math.min(...Object.values(counts));
        expect(eliminated === null || counts[eliminated] === fewest).toBe(true);
        running = running.filter((id) => id !== eliminated);
      }
    }),
    { numRuns: 500 },
  );
});

test("elects who has more than half in the last round, and in no round before", () => {
  fc.assert(
    fc.property(elections, ({ options, ballots }) => {
      const { rounds, winner, tie, decidedBy } = instantRunoff(options, ballots.map(one));
      const none = ballots.every((ranking) => ranking.length === 0);
      expect(winner === null).toBe(none || (tie.length > 1 && decidedBy === null));
      const leaders = rounds.map(({ counts, exhausted }) =>
        Object.keys(counts).filter((id) => (counts[id] ?? 0) * 2 > ballots.length - exhausted),
      );
      expect(leaders.at(-1)).toEqual(winner === null ? [] : [winner]);
      expect(leaders.slice(0, -1).flat()).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("elects, at once, whoever more than half of the ballots rank first", () => {
  const cases = elections.chain(({ options, ballots }) =>
    fc.constantFrom(...options).chain((favourite) =>
      fc.record({
        options: fc.constant(options),
        favourite: fc.constant(favourite),
        ballots: fc
          .array(
            fc
              .shuffledSubarray(options.filter((id) => id !== favourite))
              .map((rest) => [favourite, ...rest]),
            { minLength: ballots.length + 1, maxLength: ballots.length + 3 },
          )
          .chain((more) => anyOrder([...ballots, ...more])),
      }),
    ),
  );
  fc.assert(
    fc.property(cases, ({ options, favourite, ballots }) => {
      const { rounds, winner } = instantRunoff(options, ballots.map(one));
      expect(winner).toBe(favourite);
      expect(rounds).toHaveLength(1);
    }),
    { numRuns: 500 },
  );
});

test("agrees with another count of the same rules", () => {
  fc.assert(
    fc.property(elections, ({ options, ballots }) => {
      const { rounds, winner } = instantRunoff(options, ballots.map(one));
      const left = rounds.flatMap((round) => round.eliminated ?? []);
      expect({ winner, left }).toEqual(naive(options, ballots));
    }),
    { numRuns: 2000 },
  );
});

test("has the same outcome for two options in either order: no order makes a winner", () => {
  const two = fc.array(fc.shuffledSubarray(["a", "b"]), { maxLength: 14 });
  fc.assert(
    fc.property(two, (ballots) => {
      const { winner, tie, decidedBy } = instantRunoff(["a", "b"], ballots.map(one));
      const other = instantRunoff(["b", "a"], ballots.map(one));
      expect(other.winner).toBe(winner);
      expect(other.tie.toSorted()).toEqual(tie);
      const firsts = (id: string): number => ballots.filter((b) => b[0] === id).length;
      expect(tie.length).toBe(firsts("a") === firsts("b") && firsts("a") > 0 ? 2 : 0);
      expect(decidedBy).not.toBe("order");
    }),
    { numRuns: 1000 },
  );
});

test("says that the order decided where another one makes another winner", () => {
  fc.assert(
    fc.property(elections, ({ options, ballots }) => {
      const { winner, tie, decidedBy } = instantRunoff(options, ballots.map(one));
      expect(decidedBy === null).toBe(winner === null);
      expect(tie.length).not.toBe(1);
      const isRule = decidedBy === "order" || decidedBy === "earlier-round";
      expect(tie.length > 1).toBe(isRule || (winner === null && tie.length > 0));
      // With three options at most one tie matters, so that one trial for each way out of it is exact.
      if (options.length > 3 || decidedBy === "order") return;
      const other = instantRunoff(options.toReversed(), ballots.map(one));
      expect(other.winner).toBe(winner);
    }),
    { numRuns: 2000 },
  );
});

test("is the same in whatever order the ballots come", () => {
  const cases = elections.chain(({ options, ballots }) =>
    fc.tuple(fc.constant(options), fc.constant(ballots), anyOrder(ballots)),
  );
  fc.assert(
    fc.property(cases, ([options, ballots, shuffled]) => {
      expect(instantRunoff(options, shuffled.map(one))).toEqual(
        instantRunoff(options, ballots.map(one)),
      );
    }),
    { numRuns: 500 },
  );
});

test("is the same for equal ballots together as for each by itself", () => {
  fc.assert(
    fc.property(elections, ({ options, ballots }) => {
      const together = new Map<string, Weighted>();
      for (const ranking of ballots) {
        const key = ranking.join(" ");
        together.set(key, [ranking, (together.get(key)?.[1] ?? 0) + 1]);
      }
      expect(instantRunoff(options, [...together.values()])).toEqual(
        instantRunoff(options, ballots.map(one)),
      );
    }),
    { numRuns: 500 },
  );
});

test("changes nothing of what it is given", () => {
  fc.assert(
    fc.property(elections, ({ options, ballots }) => {
      const rankings = ballots.map(one);
      const copy = structuredClone({ options, rankings });
      instantRunoff(options, rankings);
      expect({ options, rankings }).toEqual(copy);
    }),
  );
});
