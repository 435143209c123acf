import { describe, expect, it, test } from "vitest";
import { forbiddenChanges } from "../../../src/core/polls/allowed-changes.ts";
import { controlled, type Rewording } from "../../../src/core/polls/poll.ts";
import { rewordingProblem, wordingOf } from "../../../src/core/polls/rewording.ts";
import { option, poll, question } from "../samples.ts";

function worded(text: string, others: string[] = []) {
  const options = [text, ...others].map((words, i) => option(`o${i}`, { text: words }));
  return poll([question({ options: [...options, option("last", { text: "None of these" })] })]);
}

function problem(from: string, text: string, others: string[] = []): string | null {
  return rewordingProblem(worded(from, others), { question: "q", option: "o0", text });
}

describe("a rewording that mends a typo", () => {
  it.each([
    ["Propsal", "Proposal"],
    ["teh", "the"],
    ["alpha", "Alpha"],
    ["ALPHA", "Alpha"],
    ["Вена", "Вена."],
    ["Goverment and parliment", "Government and parliament"],
    ["In\u200B Vienna", "In Vienna"],
    ["CША", "США"],
    ["Article ５", "Article 5"],
    ["Don't", "Don’t"],
    // What YAML cuts off.
    ["Proposal", "Proposal #2, with a second half"],
    ["No. 3", "No. 3 # the old one"],
    ["Proposal 1", "Proposal #1"],
  ])("is taken: %j to %j", (from, to) => {
    expect(problem(from, to)).toBeNull();
  });
});

describe("a rewording that may change the meaning", () => {
  it.each([
    ["Yes", "No", "more than a typo"],
    ["Agree", "Disagree", "more than a typo"],
    ["legal", "illegal", "more than a typo"],
    ["We can", "We can not", "more than a typo"],
    ["Yes", "Yes, but only after the elections", "more than a typo"],
    ["In 2024", "In 2025", "another number"],
    ["Article 5", "Article 15", "another number"],
    ["Alpha", "Alpha", "already"],
  ])("is told from others: %j to %j", (from, to, said) => {
    expect(problem(from, to)).toContain(said);
  });

  it("is refused where it is the wording of another option, now or before, however it is written", () => {
    expect(problem("Option a", "Option b", ["Option b"])).toContain("option “o1”");
    expect(problem("Option a", "option\u00A0B", ["Option b"])).toContain("option “o1”");
    const was = { at: 1, question: "q", option: "o1", from: "Option c", to: "Option b" };
    const before = { ...worded("Option a", ["Option b"]), reworded: [{ ...was, reason: "why" }] };
    const wanted = { question: "q", option: "o0", text: "Option c" };
    expect(rewordingProblem(before, wanted)).toContain("now or before");
  });

  it("is refused of what is not there", () => {
    const wanted = { question: "q", option: "o9", text: "x" };
    expect(rewordingProblem(worded("a"), wanted)).toContain("no option “o9”");
    expect(rewordingProblem(worded("a"), { ...wanted, option: null, question: "x" })).toContain(
      "no question “x”",
    );
  });

  it("is refused where the text is longer than an option's may be", () => {
    expect(problem("a".repeat(500), "a".repeat(501))).toContain("at most 500");
  });
});

const first: Rewording = {
  at: Date.UTC(2026, 10, 5),
  question: "q",
  option: "a",
  from: "Option a",
  to: "Option A!",
  reason: "a mark was missing",
};
const whole: Rewording = { ...first, option: null, from: "Which one?", to: "Which one is it?" };

test("puts the last wording into the poll, and keeps the definition as it is", () => {
  const before = poll();
  const again = { ...first, from: "Option A!", to: "Option a." };
  const now = controlled(before, { reworded: [first, whole, again] });
  expect(wordingOf(now, { question: "q", option: "a" })).toBe("Option a.");
  expect(wordingOf(now, { question: "q", option: null })).toBe("Which one is it?");
  expect(now.questions[0]?.options[1]?.text).toBe("Option b");
  expect(now.reworded).toHaveLength(3);
  expect(before).toEqual(poll());
});

describe("what is published after a rewording", () => {
  const before = controlled(poll(), { reworded: [first] });
  const published = (text: string) =>
    poll([question({ options: [option("a", { text }), option("b"), option("c")] })]);

  it("may have the new wording, in any normal form", () => {
    expect(forbiddenChanges(before, published("Option A!"))).toEqual([]);
    const accented = controlled(poll(), { reworded: [{ ...first, to: "Option \u00E1" }] });
    expect(forbiddenChanges(accented, published("Option a\u0301"))).toEqual([]);
  });

  it("may not have the old one, nor any other", () => {
    expect(forbiddenChanges(before, published("Option a"))).toEqual([
      "question “q”: option “a” is reworded from “Option A!” to “Option a” (which it was before it was reworded on 2026-11-05)",
    ]);
    expect(forbiddenChanges(before, published("Option x"))).toEqual([
      expect.stringContaining("only hustings reword may do"),
    ]);
  });

  it("names the command before the rewording", () => {
    expect(forbiddenChanges(poll(), published("Option A!"))).toEqual([
      "question “q”: option “a” is reworded from “Option a” to “Option A!” (which only hustings reword may do, to mend a typo)",
    ]);
  });
});
