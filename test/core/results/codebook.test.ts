import { describe, expect, it } from "vitest";
import { codebook } from "../../../src/core/results/codebook.ts";
import { resultsCsv } from "../../../src/core/results/csv.ts";
import type { PollDefinition } from "../../../src/core/polls/poll.ts";
import { votesCsvHead } from "../../../src/core/results/votes-csv.ts";
import { asked, published, readCsv, same } from "./sample-results.ts";
import { poll as pollOf } from "../samples.ts";

const where = {
  site: "The Sixtieth Parallel",
  address: "https://www.example.org/polls/summit",
  audiences: [
    { id: "business", name: "For business" },
    { id: "students", name: "For students" },
  ],
};
const poll = pollOf(
  [
    asked("one", ["a", "b"]),
    asked("many", ["a", "b", "c"], { kind: "multiple", min: 2, max: 3, shuffle: true }),
    asked("order", ["a", "b"], { kind: "ranked", min: 0, max: 2 }),
  ],
  {
    id: "summit",
    title: "The summit",
    opensAt: Date.UTC(2026, 9, 5),
    openingSource: "The old site",
  },
);
const [first] = poll.questions;
const [option] = first?.options ?? [];
if (option) Object.assign(option, { opening: 12, other: true });

const results = published(poll, same(7, { one: ["a"], many: ["a", "b"] }, "business"), {
  received: 15,
  counted: 12,
  refused: { closed: 1, repeated: 2 },
  revised: 3,
  withdrawn: 1,
  voided: 1,
  looked: 4,
  voids: [{ at: Date.UTC(2026, 9, 6), votes: 1, reason: "A script" }],
});
const text = codebook(poll, results, where);

describe("the codebook", () => {
  it("names each column of results.csv and votes.csv", () => {
    const [columns = []] = readCsv(resultsCsv(results));
    const [votes = []] = readCsv(votesCsvHead(poll));
    for (const column of [...columns, ...votes]) expect(text).toContain(`- \`${column}\`: `);
  });

  it("names each member of results.json", () => {
    const paths = (value: unknown, path: string): string[] => {
      if (Array.isArray(value)) return value.flatMap((entry) => paths(entry, `${path}[]`));
      if (typeof value !== "object" || value === null) return [];
      // Keys that are ids or reasons.
      if (/(?:refused|counts|audiences\[\]\.options)$/.test(path)) return [];
      return Object.entries(value).flatMap(([key, inner]) => {
        const at = path === "" ? key : `${path}.${key}`;
        return [at, ...paths(inner, at)];
      });
    };
    const all = new Set(paths(results, ""));
    expect(all.size).toBeGreaterThan(40);
    for (const path of all) expect(text).toContain(`- \`${path}\`: `);
  });

  it("has each question's wording, kind, bounds and options", () => {
    expect(text).toContain("### `many`\n\n“Question many?”\n\n- Kind: multiple: several options");
    expect(text).toContain("- Options to choose: exactly 1 (min 1, max 1)\n");
    expect(text).toContain("- Options to choose: 2 to 3 (min 2, max 3)\n");
    expect(text).toContain(
      "- Options to choose: 1 to 2 (min 0, max 2); the question may be left out",
    );
    expect(text).toContain("- Order: each reader sees the options in an order of their own\n");
    expect(text).toContain("- `c`: “Option c”\n");
    expect(text).toContain(
      "- `a`: “Option a”; 12 brought from another system; the voter may say in words of their own",
    );
  });

  it("has the audiences, and how those are written who did not say", () => {
    expect(text).toContain("- `business`: For business\n- `students`: For students\n");
    expect(text).toContain("`null` in results.json, `not-said` in results.csv");
    expect(codebook(poll, null, { ...where, audiences: [] })).toContain("Voters are not asked");
  });

  it.each([
    ["self-selected readers", "readers who chose to take part"],
    ["no population", "represent no population"],
    ["no margin of error", "no margin of error can be given"],
    ["what is withheld", "a number below 5 is withheld"],
    ["few votes", "neither number nor hour is given"],
    ["percentages", "rounded half up by itself"],
    ["ties", "no rule decides between them"],
    ["ties of the runoff", "in the reverse of the order in which the poll lists them"],
    ["the accounts", "received = counted + the sum of refused"],
    ["how to cite", "The Sixtieth Parallel, “The summit” (reader poll, 7 votes and 12 votes from"],
    ["where opening counts come from", "- Opening counts: The old site\n"],
  ])("says it all of %s", (_, words) => {
    expect(text).toContain(words);
  });

  it("does the accounts' sums", () => {
    expect(text).toContain("    15 = 12 + 3\n    12 = 7 + 3 + 1 + 1\n");
    expect(text).toContain("4 readers gave up the vote");
    expect(text).toContain("- 2026-10-06T00:00:00.000Z: 1 vote voided: A script\n");
  });

  it("says in which order the rows of votes.csv are now", () => {
    expect(text).toContain("There are 7 votes now: rows are sorted by what they say");
    const many = codebook(poll, published(poll, same(200, { one: ["a"] })), where);
    expect(many).toContain("There are 200 votes now: rows are in the order of counting");
  });

  it("tells no number while none is published", () => {
    const early = codebook(poll, null, where);
    expect(early).not.toContain("## To cite");
    expect(early).not.toContain("As of version");
    expect(early).not.toContain(" now: ");
    expect(early).toContain("## Questions");
  });

  it("speaks of runoffs only where something is ranked", () => {
    expect(codebook(pollOf([asked("q", ["a", "b"])]), null, where)).not.toContain("## Instant");
  });

  it("is not taken apart by what a wording says", () => {
    const odd: PollDefinition = pollOf([asked("q", ["a", "b"], { text: "One\n\n# Two" })]);
    expect(codebook(odd, null, where)).toContain("“One # Two”");
  });
});
