import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Answers } from "../../../src/core/ballots/ballot.ts";
import type { PollDefinition } from "../../../src/core/polls/poll.ts";
import type { Results } from "../../../src/core/results/results.ts";
import {
  fewVotesCsvRows,
  namedAudiences,
  votesCsvHead,
} from "../../../src/core/results/votes-csv.ts";
import { alike, asked, published, readCsv, same, type SampleVote } from "./sample-results.ts";
import { poll as pollOf } from "../samples.ts";

/** What is public: the results and votes.csv. */
interface Loot {
  results: Results;
  rows: { audience: string; answers: Answers }[];
}

function lootOf(poll: PollDefinition, votes: readonly SampleVote[]): Loot {
  const results = published(poll, votes);
  const named = namedAudiences(results, alike(votes));
  const entries = votes.map((vote, i) => ({ ...vote, seq: i + 1, castAt: 0 }));
  const [, ...rows] = readCsv(votesCsvHead(poll) + fewVotesCsvRows(poll, entries, named));
  return {
    results,
    rows: rows.map(([, , audience = "", ...cells]) => ({
      audience,
      answers: Object.fromEntries(
        poll.questions.map((q, i) => [q.id, (cells[i] ?? "").split("|").filter(Boolean)]),
      ),
    })),
  };
}

/** What an attacker can compute about a hidden cell in a question's table. */
interface Cell {
  audience: string;
  least: number;
  most: number;
}

/**
 * Every hidden cell, by the sums of columns, the cells that are shown, and the votes that have a name. The rest of
 * a column is of those whose cells are hidden and whose votes have no name: of one alone, if there is one alone.
 */
function compute({ results, rows }: Loot): Cell[] {
  const names = new Set(rows.map((row) => row.audience).filter(Boolean));
  return results.questions.flatMap((question) =>
    // An option's total reveals that nobody chose it.
    question.options
      .filter((option) => option.votes > 0)
      .flatMap((option) => {
        const count = (audience: string): number =>
          rows.filter((r) => r.audience === audience && r.answers[question.id]?.includes(option.id))
            .length;
        const cells = question.audiences.map((row) => {
          const audience = row.audience ?? "";
          const shown = row.options[option.id] ?? null;
          return {
            audience,
            hidden: shown === null,
            n: names.has(audience) ? count(audience) : shown,
          };
        });
        const rest = option.votes - cells.reduce((sum, { n }) => sum + (n ?? 0), 0);
        const unknown = cells.filter(({ n }) => n === null).length;
        return cells.flatMap(({ audience, hidden, n }): Cell[] => {
          if (!hidden) return [];
          if (n !== null) return [{ audience, least: n, most: n }];
          return [{ audience, least: unknown === 1 ? rest : 0, most: rest }];
        });
      }),
  );
}

const polls = [
  pollOf([asked("p", ["a", "b"])]),
  pollOf([asked("p", ["a", "b"], { min: 0 }), asked("q", ["a", "b", "c"])]),
  pollOf([
    asked("p", ["a", "b", "c"], { kind: "multiple", max: 3, min: 0 }),
    asked("q", ["a", "b"], { min: 0 }),
  ]),
];

/** Valid votes of a poll, with counts often near the thresholds. */
const cases = fc.constantFrom(...polls).chain((poll) => {
  const answer = (options: string[], max: number) =>
    fc.subarray(options, { minLength: max === 1 ? 1 : 0, maxLength: max });
  const answers = fc
    .tuple(
      ...poll.questions.map((q) =>
        fc.option(
          answer(
            q.options.map((o) => o.id),
            q.max,
          ),
          { freq: q.min === 0 ? 2 : 50 },
        ),
      ),
    )
    .map((list) =>
      Object.fromEntries(
        poll.questions.flatMap((q, i): [string, string[]][] => {
          const chosen = list[i] ?? [];
          return chosen.length === 0 ? [] : [[q.id, chosen]];
        }),
      ),
    )
    .filter((a) => Object.keys(a).length > 0);
  const group = fc
    .tuple(
      fc.oneof(fc.integer({ min: 5, max: 20 }), fc.integer({ min: 1, max: 6 })),
      answers,
      fc.constantFrom(null, "x", "y", "z"),
    )
    .map(([n, given, audience]) => same(n, given, audience));
  const votes = fc.array(group, { maxLength: 16 }).map((groups) => groups.flat());
  return fc.tuple(fc.constant(poll), votes);
});

function audiencesOf(votes: readonly SampleVote[]): Set<string> {
  return new Set(votes.map((vote) => vote.audience ?? ""));
}

describe("who has votes.csv and the published numbers", () => {
  it("cannot compute a hidden cell of any audience", () => {
    fc.assert(
      fc.property(cases, ([poll, votes]) => {
        expect(compute(lootOf(poll, votes)).filter((cell) => cell.least === cell.most)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it("finds no answers of a named audience that fewer than five gave", () => {
    fc.assert(
      fc.property(cases, ([poll, votes]) => {
        const named = lootOf(poll, votes).rows.filter((row) => row.audience !== "");
        for (const { votes: n } of alike(named)) expect(n).toBeGreaterThanOrEqual(5);
      }),
      { numRuns: 500 },
    );
  });

  it("finds the votes of each named audience, and all of them", () => {
    fc.assert(
      fc.property(cases, ([poll, votes]) => {
        const { rows } = lootOf(poll, votes);
        expect(rows).toHaveLength(votes.length);
        for (const audience of audiencesOf(rows)) {
          if (audience === "") continue;
          const own = votes.filter((vote) => vote.audience === audience);
          expect(rows.filter((row) => row.audience === audience)).toHaveLength(own.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("cannot tell whose the votes without a name are, if there is anything to hide in them", () => {
    fc.assert(
      fc.property(cases, ([poll, votes]) => {
        const { results, rows } = lootOf(poll, votes);
        const named = audiencesOf(rows);
        const nameless = votes.filter((vote) => !named.has(vote.audience ?? "-"));
        const small = alike(nameless).some((group) => group.votes < 5);
        const groups = audiencesOf(nameless).size;
        expect(groups).toBeGreaterThanOrEqual(small ? Math.min(2, audiencesOf(votes).size) : 0);
        for (const { id, audiences } of results.questions) {
          if (!audiences.some((a) => Object.values(a.options).includes(null))) continue;
          const answering = nameless.filter((vote) => vote.answers[id]);
          expect(audiencesOf(answering).size).toBeGreaterThan(1);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("is met in cases of every sort: all named, some, and none", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(cases, ([poll, votes]) => {
        const all = [...audiencesOf(votes)].filter(Boolean).length;
        const named = [...audiencesOf(lootOf(poll, votes).rows)].filter(Boolean).length;
        if (all > 1) seen.add(named === all ? "all" : named > 0 ? "some" : "none");
      }),
      { numRuns: 1000, seed: 1 },
    );
    expect([...seen].toSorted()).toEqual(["all", "none", "some"]);
  });
});
