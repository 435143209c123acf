import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leading } from "../../../src/core/results/leading.ts";

function question(...openings: number[]) {
  const options = openings.map((opening, i) => ({
    id: `o${i}`,
    text: `Option ${i}`,
    opening,
    other: false,
  }));
  return { kind: "single" as const, options };
}

describe("what leads", () => {
  it("is the option with the most votes, with the percentage that the poll's own page shows", () => {
    expect(leading(question(33, 30, 24, 21), {}, 0)).toEqual({
      options: [{ id: "o0", text: "Option 0" }],
      votes: 33,
      shown: "31",
    });
  });

  it("is nothing while nobody has voted", () => {
    expect(leading(question(0, 0), { elsewhere: 5 }, 5)).toBeNull();
  });

  it("counts what was counted before with what was counted here", () => {
    expect(leading(question(5, 4), { o1: 2 }, 2)).toMatchObject({
      options: [{ id: "o1" }],
      votes: 6,
      shown: "55",
    });
  });

  it("has a multiple question's percentage of its voters, or none where they are not known", () => {
    const multiple = { ...question(0, 0), kind: "multiple" as const };
    expect(leading(multiple, { o0: 3, o1: 4 }, 5)).toMatchObject({ votes: 4, shown: "80" });
    const brought = { ...question(9, 1), kind: "multiple" as const };
    expect(leading(brought, { o0: 3 }, 5)).toMatchObject({ votes: 12, shown: null });
    expect(leading({ ...brought, openingVoters: 10 }, { o0: 3 }, 5)).toMatchObject({ shown: "80" });
  });

  it("is several options where they are level", () => {
    const found = leading(question(0, 0, 0), { o0: 2, o2: 2 }, 4);
    expect(found?.options.map(({ id }) => id)).toEqual(["o0", "o2"]);
    expect(found?.shown).toBe("50");
  });

  it("is all options with the most, and no other", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 2, maxLength: 6 }), (votes) => {
        const counts = Object.fromEntries(votes.map((n, i) => [`o${i}`, n]));
        const found = leading(question(...votes.map(() => 0)), counts, 0);
        const most = Math.max(...votes);
        const expected = votes.flatMap((n, i) => (n === most ? [`o${i}`] : []));
        expect(found?.options.map(({ id }) => id) ?? []).toEqual(most === 0 ? [] : expected);
      }),
    );
  });
});
