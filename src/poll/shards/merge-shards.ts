import type { Accounts, Voiding } from "../../core/results/results.ts";
import { addCounts, addTallies, type Tallies } from "../../core/results/tally.ts";
import type { Part } from "../rpc-types.ts";

/** The sum of a poll's parts. */
interface Sum extends Accounts {
  version: number;
  tallies: Tallies;
  voids: Voiding[];
  texts: Record<string, string[]>;
}

/** Adds up the parts of a poll's objects. There must be at least one. */
export function addParts(parts: readonly Part[]): Sum {
  const [only] = parts;
  if (only && parts.length === 1) return { ...only.counts, texts: only.texts };
  const all = parts.map(({ counts }) => counts);
  const sum = (of: (counts: Part["counts"]) => number): number =>
    all.reduce((n, counts) => n + of(counts), 0);
  const refused: Record<string, number> = {};
  for (const counts of all) addCounts(refused, counts.refused);
  return {
    received: sum((c) => c.received),
    counted: sum((c) => c.counted),
    refused,
    revised: sum((c) => c.revised),
    withdrawn: sum((c) => c.withdrawn),
    voided: sum((c) => c.voided),
    looked: sum((c) => c.looked),
    version: sum((c) => c.version),
    tallies: addTallies(all.map(({ tallies }) => tallies)),
    voids: mergeVoids(all.flatMap(({ voids }) => voids)),
    texts: mergeTexts(parts.map(({ texts }) => texts)),
  };
}

/** Merges voids with the same reason within five seconds: one act, carried out by several objects. */
function mergeVoids(voids: readonly Voiding[]): Voiding[] {
  const merged: Voiding[] = [];
  for (const voiding of voids.toSorted((a, b) => a.at - b.at)) {
    const last = merged.at(-1);
    const same = last?.reason === voiding.reason && voiding.at - last.at < 5000;
    if (last && same) merged[merged.length - 1] = { ...last, votes: last.votes + voiding.votes };
    else merged.push(voiding);
  }
  return merged;
}

function mergeTexts(all: readonly Record<string, string[]>[]): Record<string, string[]> {
  const merged: Record<string, string[]> = {};
  for (const texts of all) {
    for (const [question, list] of Object.entries(texts)) {
      merged[question] = [...new Set([...(merged[question] ?? []), ...list])];
    }
  }
  return merged;
}
