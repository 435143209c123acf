import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { audienceAnswer, type AudienceResults } from "../../../src/core/results/results.ts";

function row(audience: string | null, a: number | null, b: number | null): AudienceResults {
  return { audience, voters: a === null || b === null ? null : a + b, options: { a, b } };
}

const others = row(null, 10, 20);

describe("an audience's answer", () => {
  it.each([
    ["nobody has voted", 0, [], "no-votes"],
    ["no audience is told apart", 9, [], "not-apart"],
    ["others are told, and none of these voted", 30, [others], "none-of-these"],
    ["all of its numbers are withheld", 32, [others, row("students", null, null)], "withheld"],
  ])("is none where %s", (_, voters, audiences, kind) => {
    expect(audienceAnswer({ voters, audiences }, "students")).toEqual({ kind });
  });

  it("is its row where there is one, and says whether all of it is known", () => {
    const known = row("students", 5, 6);
    const partly = row("students", 5, null);
    const ask = (one: AudienceResults) =>
      audienceAnswer({ voters: 41, audiences: [others, one] }, "students");
    expect(ask(known)).toEqual({ kind: "told", row: known, whole: true });
    expect(ask(partly)).toEqual({ kind: "told", row: partly, whole: false });
  });

  it("never tells a number that its row does not have", () => {
    const n = fc.option(fc.nat(40), { nil: null });
    fc.assert(
      fc.property(n, n, (a, b) => {
        const one = row("students", a, b);
        const answer = audienceAnswer({ voters: 90, audiences: [others, one] }, "students");
        const isNone = a === null && b === null;
        const isWhole = a !== null && b !== null;
        const told = { kind: "told", row: one, whole: isWhole };
        expect(answer).toEqual(isNone ? { kind: "withheld" } : told);
      }),
    );
  });
});
