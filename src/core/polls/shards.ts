/** A poll's ledger can be split over as many objects. Sequence numbers rest on it: it can never be changed. */
export const MAX_SHARDS = 16;

/** Over how many objects a poll is split. */
export function shardsOf(definition: { shards?: number | undefined } | null): number {
  return definition?.shards ?? 1;
}

/** The name of an object of a poll: also that of its ledger in D1. No poll's id has a full stop in it. */
export function shardName(poll: string, shard: number): string {
  return shard === 0 ? poll : `${poll}.${shard}`;
}

/** Which of so many objects a voter belongs to. Voter keys are digests: they spread evenly. */
export function homeOf(voter: string, shards: number): number {
  return Number.parseInt(voter.slice(0, 8), 16) % shards || 0;
}

/**
 * The number of a ledger's next entry. Each object of a poll that is split gives the numbers that leave its own number
 * as the remainder of a division by 16. So no two objects ever give the same.
 */
export function nextSeq(last: number, shard: number, shards: number): number {
  const next = last + 1;
  if (shards === 1) return next;
  return next + ((shard - (next % MAX_SHARDS) + MAX_SHARDS) % MAX_SHARDS);
}

/** Which object of a poll has given a number. */
export function shardOf(seq: number, shards: number): number {
  return shards === 1 ? 0 : seq % MAX_SHARDS;
}
