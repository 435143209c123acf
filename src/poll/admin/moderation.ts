import type { ActRecord, Desk } from "../../core/polls/audit.ts";
import type { Books } from "../ledger/poll-state.ts";
import type { Shards } from "../shards/shards.ts";
import type { Networks } from "../voting/networks.ts";

/** The acts on the poll, newest first. */
export async function logOf(books: Books, shards: Shards, limit: number): Promise<ActRecord[]> {
  if (!books.tables.exists) return [];
  const others = await shards.each(async (stub): Promise<ActRecord[]> => stub.acts(limit));
  return [books.tables.acts(limit), ...others]
    .flat()
    .toSorted((a, b) => b.at - a.at)
    .slice(0, limit);
}

/** What only the publication may see. `from`, `to`: the period in which to look for busy networks. */
export async function deskOf(
  books: Books,
  shards: Shards,
  networks: Networks,
  from: number,
  to: number,
): Promise<Desk | null> {
  if (!books.state.definition) return null;
  const own: Desk = {
    texts: books.queries.texts(),
    approved: books.state.approved,
    invitations: books.tables.countInvitations(),
    networks: networks.busiest(from, to),
  };
  const others = await shards.each(async (stub): Promise<Desk | null> => stub.desk(from, to));
  return mergeDesks([own, ...others.filter((desk) => desk !== null)]);
}

/** Merges the desks of all objects of a poll. */
function mergeDesks([first, ...rest]: readonly [Desk, ...Desk[]]): Desk {
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
