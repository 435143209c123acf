import { inject } from "vitest";

// A campaign tries more combinations, seeds or moments than a quick run has time for. `npm test` tries a sample of
// each, `npm run test:all` all of them. Both print the seed; SEED=… chooses the same sample again.

declare module "vitest" {
  interface ProvidedContext {
    /** Whether campaigns run in full, and the seed of their samples. See vitest.config.ts. */
    campaign: { full: boolean; seed: number };
  }
}

const { full, seed } = inject("campaign");

/** Whether campaigns run in full. */
export const FULL = full;

/** How many times a campaign tries. */
export function runs(sample: number, all: number): number {
  return full ? all : sample;
}

/** A campaign's own seed, for fast-check or anything else. Deterministic for a given SEED. */
export function seedOf(campaign: string): number {
  let hash = seed;
  for (const char of campaign) hash = (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) | 0;
  return hash;
}

/** Numbers from 0 to 1, deterministic for a given seed (mulberry32). */
export function randomOf(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * The cases that a campaign tries, in their original order.
 *
 * @param size how many, chosen by its seed, unless it runs in full
 * @param most how many in full: all of them, if omitted
 */
export function sampleOf<T>(
  campaign: string,
  all: readonly T[],
  size: number,
  most = all.length,
): T[] {
  const wanted = full ? most : size;
  if (wanted >= all.length) return [...all];
  const random = randomOf(seedOf(campaign));
  const chosen = new Set<number>();
  while (chosen.size < wanted) chosen.add(Math.floor(random() * all.length));
  return all.filter((_, index) => chosen.has(index));
}

/**
 * The columns that a campaign tries in one row of a table: all of them, or every nth, so that any n consecutive rows
 * cover all columns.
 *
 * @param row the row's index in the table
 */
export function columnsOf<T>(campaign: string, all: readonly T[], row: number, n: number): T[] {
  if (full) return [...all];
  const shift = Math.floor(randomOf(seedOf(campaign))() * n) + row;
  return all.filter((_, column) => (column + shift) % n === 0);
}

/**
 * Combinations with one value of each list: all of them, or fewer, in which any two values of two lists still occur
 * together (pairwise).
 *
 * @example combinationsOf("outage", { d1: ["well", "fails"], kv: ["well", "hangs"] })
 */
export function combinationsOf<const T extends Record<string, readonly unknown[]>>(
  campaign: string,
  lists: T,
): { [K in keyof T]: T[K][number] }[] {
  type Row = { [K in keyof T]: T[K][number] };
  const names: (keyof T & string)[] = Object.keys(lists);
  let all: Partial<Row>[] = [{}];
  for (const name of names) {
    all = all.flatMap((row) => (lists[name] ?? []).map((value) => ({ ...row, [name]: value })));
  }
  const rows = all as Row[];
  if (full) return rows;
  const random = randomOf(seedOf(campaign));
  const pairsOf = (row: Row): string[] =>
    names.flatMap((a, i) => names.slice(i + 1).map((b) => JSON.stringify([a, row[a], b, row[b]])));
  let left = rows.map((row) => ({ row, order: random(), pairs: pairsOf(row) }));
  left.sort((a, b) => a.order - b.order);
  const met = new Set<string>();
  const chosen = new Set<Row>();
  const news = (pairs: string[]): number => pairs.filter((pair) => !met.has(pair)).length;
  for (;;) {
    left = left.filter(({ pairs }) => news(pairs) > 0);
    // Picks the combination with the most pairs that have not occurred yet.
    const [first, ...rest] = left;
    if (!first) break;
    const best = rest.reduce(
      (one, other) => (news(other.pairs) > news(one.pairs) ? other : one),
      first,
    );
    chosen.add(best.row);
    for (const pair of best.pairs) met.add(pair);
  }
  return rows.filter((row) => chosen.has(row));
}
