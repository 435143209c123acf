import type { PollDefinition } from "./poll.ts";

/** A poll's ledger can be split over as many objects. The numbers that they give rest on it: it can never be changed. */
export const MAX_SHARDS = 16;

/** Where one of the objects of a poll that is split stands. */
export interface Place {
  /** Which one it is, from 0. The first is the poll's own object, which all others follow. */
  shard: number;
  /** How many there were, from the beginning until now: it only ever grows. */
  layout: number[];
  /** The last number that the first object gave while it was alone. */
  base: number;
}

/** The name of an object of a poll: also that of its ledger in D1. No poll's id has a full stop in it. */
export function shardName(poll: string, shard: number): string {
  return shard === 0 ? poll : `${poll}.${shard}`;
}

/** Which of so many objects a voter belongs to. Voter keys are digests: they spread evenly. */
export function homeOf(voter: string, shards: number): number {
  return Number.parseInt(voter.slice(0, 8), 16) % shards || 0;
}

/** Where a voter may have been counted before the poll was split further, the latest first. */
export function formerHomes(voter: string, layout: readonly number[]): number[] {
  const [now, ...before] = layout.toReversed().map((shards) => homeOf(voter, shards));
  return [...new Set(before)].filter((home) => home !== now);
}

/**
 * The number of a ledger's next entry. Of a poll that is split each object gives numbers of its own: those that leave
 * its place as remainder, above all that were given before the poll was split. So no two ever give the same.
 */
export function nextSeq(last: number, place: Place | null): number {
  if (!place || (place.shard === 0 && last < place.base)) return last + 1;
  const from = Math.max(last, place.base) + 1;
  return from + ((place.shard - (from % MAX_SHARDS) + MAX_SHARDS) % MAX_SHARDS);
}

/** Which object of a poll has given a number. */
export function shardOf(seq: number, place: Pick<Place, "base"> | null): number {
  return place === null || seq <= place.base ? 0 : seq % MAX_SHARDS;
}

/** Over how many objects a poll is split. */
export function shardsOf(definition: Pick<PollDefinition, "shards"> | null): number {
  return definition?.shards ?? 1;
}

/** Where the first object of a poll stands once the poll is split over as many as its definition says. */
export function placeIn(
  definition: Pick<PollDefinition, "shards">,
  before: Place | null,
  seq: number,
): Place | null {
  const shards = shardsOf(definition);
  if (!before && shards === 1) return null;
  if (before?.layout.at(-1) === shards) return before;
  // Before the first entry there is nobody to be looked for where all voters were.
  const layout = before?.layout ?? (seq === 0 ? [] : [1]);
  return { shard: 0, layout: [...layout, shards], base: before?.base ?? seq };
}
