/** The maximum number of objects per poll. Sequence numbers depend on it, so it can never change. */
export const MAX_SHARDS = 16;

/** The number of objects that a poll is split over. */
export function shardsOf(definition: { shards?: number | undefined } | null): number {
  return definition?.shards ?? 1;
}

/** The name of an object of a poll, and of its ledger in D1. Unambiguous: a poll's id never contains a full stop. */
export function shardName(poll: string, shard: number): string {
  return shard === 0 ? poll : `${poll}.${shard}`;
}

/** The index of a voter's home object. Voter keys are digests, so voters spread evenly. */
export function homeOf(voter: string, shards: number): number {
  return Number.parseInt(voter.slice(0, 8), 16) % shards || 0;
}

/**
 * The sequence number of a ledger's next entry. Each object of a poll that is split assigns numbers that are congruent
 * to its own index modulo 16, so no two objects ever assign the same one.
 */
export function nextSeq(last: number, shard: number, shards: number): number {
  const next = last + 1;
  if (shards === 1) return next;
  return next + ((shard - (next % MAX_SHARDS) + MAX_SHARDS) % MAX_SHARDS);
}

/** The index of the object that assigned a sequence number. */
export function shardOf(seq: number, shards: number): number {
  return shards === 1 ? 0 : seq % MAX_SHARDS;
}
