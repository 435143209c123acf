/**
 * Whole percentages that add up to 100, by the largest-remainder method (Hamilton, Hare). Tied remainders go to the larger
 * count, then to the earlier one.
 *
 * @param counts non-negative integers with a sum below 2^53 / 100
 * @returns a percentage for each count; all 0 if every count is 0
 *
 * @example percentages([33, 30, 24, 21]) // [31, 28, 22, 19]
 */
export function percentages(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, n) => sum + n, 0);
  if (total === 0) return counts.map(() => 0);
  const shares = counts.map((n, index) => ({
    index,
    n,
    percent: Math.floor((n * 100) / total),
    // Integer arithmetic: rounding errors would break ties.
    remainder: (n * 100) % total,
  }));
  const missing = 100 - shares.reduce((sum, s) => sum + s.percent, 0);
  const byRemainder = shares.toSorted(
    (a, b) => b.remainder - a.remainder || b.n - a.n || a.index - b.index,
  );
  for (const share of byRemainder.slice(0, missing)) share.percent += 1;
  return shares.map((s) => s.percent);
}
