import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type PollStatus, pollStatus, resultsVisible } from "../../../src/core/polls/schedule.ts";

const OPENS = Date.UTC(2026, 9, 5);
const CLOSES = Date.UTC(2026, 9, 12);
const both = { opensAt: OPENS, closesAt: CLOSES };

test.each([
  ["upcoming", both, OPENS - 1],
  ["open", both, OPENS],
  ["open", both, CLOSES - 1],
  ["closed", both, CLOSES],
  ["closed", both, CLOSES + 1],
  ["open", { opensAt: null, closesAt: CLOSES }, 0],
  ["closed", { opensAt: null, closesAt: CLOSES }, CLOSES],
  ["upcoming", { opensAt: OPENS, closesAt: null }, 0],
  ["open", { opensAt: OPENS, closesAt: null }, Number.MAX_SAFE_INTEGER],
  ["open", { opensAt: null, closesAt: null }, 0],
  ["upcoming", { opensAt: 0, closesAt: null }, -1],
  ["closed", { opensAt: null, closesAt: 0 }, 0],
] as const)("is %s with %j at %d", (status, poll, now) => {
  expect(pollStatus(poll, now, null)).toBe(status);
});

test("stays closed when the clock jumps back, even to before it opened", () => {
  expect(pollStatus(both, CLOSES - 1, CLOSES)).toBe("closed");
  expect(pollStatus(both, OPENS - 1, CLOSES)).toBe("closed");
});

test("opens again with a new, later closesAt", () => {
  const extended = { ...both, closesAt: CLOSES + 1000 };
  expect(pollStatus(extended, CLOSES, CLOSES)).toBe("open");
  expect(pollStatus(extended, CLOSES + 1000, CLOSES)).toBe("closed");
});

test("opens again when closesAt is taken away", () => {
  expect(pollStatus({ ...both, closesAt: null }, CLOSES + 1, CLOSES)).toBe("open");
});

test("closes at once with a closesAt that is moved into the past", () => {
  expect(pollStatus({ ...both, closesAt: OPENS + 1 }, OPENS + 2, null)).toBe("closed");
});

test("never takes ballots again once it was seen closed, whatever the clock does", () => {
  const clock = fc.array(fc.integer({ min: OPENS - 1000, max: CLOSES + 1000 }), { maxLength: 40 });
  fc.assert(
    fc.property(clock, (readings) => {
      let closedFor: number | null = null;
      const statuses = readings.map((now) => {
        const status = pollStatus(both, now, closedFor);
        if (status === "closed") closedFor = CLOSES;
        return status;
      });
      const end = readings.findIndex((now) => now >= CLOSES);
      const [before, after] =
        end < 0 ? [statuses, []] : [statuses.slice(0, end), statuses.slice(end)];
      expect(before).not.toContain("closed");
      expect(new Set(after)).toEqual(new Set(end < 0 ? [] : ["closed"]));
    }),
  );
});

test.each([
  ["always", "upcoming", true, true],
  ["always", "open", true, true],
  ["always", "closed", true, true],
  ["after-vote", "upcoming", false, true],
  ["after-vote", "open", false, true],
  ["after-vote", "closed", true, true],
  ["after-close", "upcoming", false, false],
  ["after-close", "open", false, false],
  ["after-close", "closed", true, true],
] as const)(
  "shows the numbers with the policy %s while %s: %j to all, %j to those who voted",
  (policy, status: PollStatus, toAll, toVoters) => {
    expect(resultsVisible(policy, status, false)).toBe(toAll);
    expect(resultsVisible(policy, status, true)).toBe(toVoters);
  },
);
