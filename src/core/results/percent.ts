import type { PollQuestion } from "../polls/poll.ts";

/** A share in per cent. */
export interface Share {
  /**
   * To one decimal, rounded half up. A share that is neither none nor all has as many decimals as it takes not to be 0 or
   * 100.
   */
  percent: number;
  /** As pages print it: a whole number, rounded half up, or `<1` or `>99` for what is neither none nor all. */
  shown: string;
}

/**
 * The share of a count in a total. Each share is rounded by itself, so equal counts have equal shares, and shares may not
 * add up to 100 (see {@link addUp}).
 *
 * @param count a non-negative integer, at most `total`
 *
 * @example shareOf(31, 109) // { percent: 28.4, shown: "28" }
 */
export function shareOf(count: number, total: number): Share {
  const whole = rounded(count, total, 0);
  if (count === 0 || count >= total) return { percent: whole, shown: String(whole) };
  let decimals = 1;
  while (isNoneOrAll(rounded(count, total, decimals), decimals)) decimals += 1;
  return {
    percent: rounded(count, total, decimals) / 10 ** decimals,
    shown: { 0: "<1", 100: ">99" }[whole] ?? String(whole),
  };
}

/** Whether the whole percentages of counts that make up one total add up to 100, or there is nothing to add up. */
export function addUp(counts: readonly number[]): boolean {
  const total = sum(counts);
  return total === 0 || sum(counts.map((count) => rounded(count, total, 0))) === 100;
}

/**
 * What a question's percentages are of. Of a multiple question it is the voters who answered it, so percentages may add up
 * to more than 100; of others all votes.
 *
 * @param voters votes counted here that answer the question
 * @param total all votes for its options, including opening counts
 * @returns `null` if it is not known how many voters the opening counts of a multiple question came from
 */
export function baseOf(
  { kind, options, openingVoters }: Pick<PollQuestion, "kind" | "options" | "openingVoters">,
  voters: number,
  total: number,
): number | null {
  if (kind !== "multiple") return total;
  if (openingVoters === undefined && options.some((o) => o.opening > 0)) return null;
  return voters + (openingVoters ?? 0);
}

/** The length of a bar, in per cent of the longest possible. */
export function barLength(count: number, total: number): number {
  return total === 0 ? 0 : Math.round((count * 10_000) / total) / 100;
}

function isNoneOrAll(share: number, decimals: number): boolean {
  return share === 0 || share === 10 ** (decimals + 2);
}

/** A share in units of a percentage's last decimal, rounded half up. Exact: a float would put some halves on the wrong side. */
function rounded(count: number, total: number, decimals: number): number {
  if (total === 0) return 0;
  const of = BigInt(total);
  return Number((BigInt(count) * 200n * 10n ** BigInt(decimals) + of) / (2n * of));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
