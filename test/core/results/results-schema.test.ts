import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { Results } from "../../../src/core/results/results.ts";
import { resultsSchema } from "../../../src/core/results/results-schema.ts";
import { schemaMembers } from "../../../src/core/results/codebook.ts";
import { asked, published, same } from "./sample-results.ts";
import { issuesOf, poll as openPoll, poll as pollOf } from "../samples.ts";

const all = pollOf(
  [
    asked("one", ["a", "b"]),
    asked("many", ["a", "b", "c"], { kind: "multiple", max: 3, min: 0 }),
    asked("order", ["a", "b", "c"], { kind: "ranked", max: 3, min: 0 }),
  ],
  {
    opensAt: Date.UTC(2026, 9, 5),
    closesAt: Date.UTC(2026, 9, 12, 9, 30, 0, 1),
    openingSource: "The old site",
    guard: "invited",
    revisable: true,
  },
);
const full = published(
  all,
  [
    ...same(9, { one: ["a"], many: ["a", "c"], order: ["b", "a"] }, "business"),
    ...same(3, { one: ["b"], order: ["a"] }, "business"),
    ...same(8, { one: ["b"], order: ["c"] }, "students"),
    ...same(2, { one: ["a"], many: ["b"] }),
  ],
  {
    received: 30,
    counted: 27,
    refused: { closed: 1, "already-voted": 2 },
    revised: 2,
    withdrawn: 1,
    voided: 2,
    looked: 4,
    voids: [{ at: Date.UTC(2026, 9, 6), votes: 2, reason: "A script" }],
    texts: { many: ["A text"] },
  },
  "closed",
);

describe("the schema of results.json", () => {
  it.each<[string, Results]>([
    ["all there is", full],
    ["no votes", published(all, [], {}, "upcoming")],
    ["a runoff that is being counted", published(all, same(1, { one: ["a"] }), { runoffs: {} })],
    ["a poll that is always open", published(openPoll([], { revisable: false }), [])],
  ])("is met by the results of %s", (_, results) => {
    expect(issuesOf(resultsSchema, JSON.parse(JSON.stringify(results)))).toEqual([]);
    expect(v.parse(resultsSchema, results)).toEqual(results);
  });

  it("is tried on results that have everything in them", () => {
    const [one, , order] = full.questions;
    expect(one?.audiences.some((a) => a.audience === null && a.voters === null)).toBe(true);
    expect(order?.runoff?.rounds.length).toBeGreaterThan(1);
  });

  it.each<[string, (results: Results) => unknown]>([
    ["has one member more", (r) => ({ ...r, voter: "6f1c" })],
    ["has one member less", (r) => ({ ...r, looked: undefined })],
    ["has a count below zero", (r) => ({ ...r, votes: -1 })],
    ["has a count that is no whole number", (r) => ({ ...r, received: 1.5 })],
    ["has an unknown status", (r) => ({ ...r, status: "paused" })],
    ["has a day where a moment should be", (r) => ({ ...r, opensAt: "2026-10-05" })],
    ["has a reason without a number", (r) => ({ ...r, refused: { closed: "1" } })],
    [
      "has more than a hundred per cent",
      (r) => ({
        ...r,
        questions: r.questions.map((q) => ({
          ...q,
          options: q.options.map((o) => ({ ...o, percent: 100.1 })),
        })),
      }),
    ],
    [
      "has a receipt in an option",
      (r) => ({
        ...r,
        questions: r.questions.map((q) => ({
          ...q,
          options: q.options.map((o) => ({ ...o, receipt: "WK7D" })),
        })),
      }),
    ],
    [
      "has a runoff without rounds",
      (r) => ({
        ...r,
        questions: r.questions.map((q) => ({ ...q, runoff: { seq: 1, winner: null } })),
      }),
    ],
  ])("is not met by a document that %s", (_, change) => {
    expect(issuesOf(resultsSchema, change(full))).not.toEqual([]);
  });

  it("describes every member", () => {
    const members = schemaMembers(resultsSchema);
    expect(members.filter(({ what }) => what === "")).toEqual([]);
    expect(members.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        ...Object.keys(full),
        "voids[].reason",
        "questions[].options[].percent",
        "questions[].runoff.rounds[].exhausted",
        "questions[].audiences[].voters",
      ]),
    );
  });
});
