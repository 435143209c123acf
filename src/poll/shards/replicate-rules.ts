import { controlled } from "../../core/polls/poll.ts";
import { shardsOf } from "../../core/polls/shards.ts";
import type { Books } from "../ledger/poll-state.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Rules } from "../rpc-types.ts";

/**
 * Adopts the rules of the poll's first object, in one transaction. Idempotent; older revisions are ignored.
 * Votes counted here stay valid: the first object accepts no rules that would change the meaning of counted votes.
 */
export function followRules(
  books: Books,
  ledger: Ledger,
  { revision, ...rules }: Rules,
  shard: number,
  now: number,
): void {
  const { state, poll: before } = books;
  if (state.restore?.done === false) throw new Error("this ledger is being restored");
  if (revision <= state.rules) return;
  if (state.counts.seq > 0 && books.shards !== shardsOf(rules.definition)) {
    throw new Error("this object has counted votes of a poll that was split otherwise");
  }
  const poll = controlled(rules.definition, rules.control);
  // The same `closesAt` may be set again after it was reached. It is a new closing.
  const closed = before?.closesAt === poll.closesAt ? state.closed : null;
  // All objects share the salt, so that a network's votes can be matched across them. It is deleted at close.
  const salt = closed === null ? (rules.salt ?? state.salt) : null;
  const isKnown = JSON.stringify(state.definition) === JSON.stringify(rules.definition);
  books.commit(
    { ...rules, closed, salt, shard, rules: revision, counts: books.nextCounts() },
    (tables) => {
      if (!isKnown) tables.addDefinition(rules.definition, now);
    },
  );
  ledger.closeInTime(now);
}
