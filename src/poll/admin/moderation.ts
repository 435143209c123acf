import type { ActRecord, Desk } from "../../core/polls/audit.ts";

/** What the publication may see of a poll, of all its objects together. */
export function mergeDesks([first, ...rest]: readonly [Desk, ...Desk[]]): Desk {
  if (rest.length === 0) return first;
  const all = [first, ...rest];
  const texts = new Map<string, Desk["texts"][number]>();
  for (const entry of all.flatMap((desk) => desk.texts)) {
    const key = JSON.stringify([entry.question, entry.text]);
    texts.set(key, { ...entry, votes: entry.votes + (texts.get(key)?.votes ?? 0) });
  }
  const networks = new Map<string, Desk["networks"][number]>();
  for (const entry of all.flatMap((desk) => desk.networks)) {
    const known = networks.get(entry.network) ?? { ...entry, votes: 0 };
    networks.set(entry.network, {
      network: entry.network,
      votes: known.votes + entry.votes,
      first: Math.min(known.first, entry.first),
      last: Math.max(known.last, entry.last),
    });
  }
  return {
    ...first,
    texts: [...texts.values()].toSorted((a, b) => b.votes - a.votes || (a.text < b.text ? -1 : 1)),
    networks: [...networks.values()].toSorted((a, b) => b.votes - a.votes).slice(0, 50),
  };
}

/** The log of a poll, of all its objects together, the newest first. */
export function mergeActs(logs: readonly ActRecord[][], limit: number): ActRecord[] {
  return logs
    .flat()
    .toSorted((a, b) => b.at - a.at)
    .slice(0, limit);
}
