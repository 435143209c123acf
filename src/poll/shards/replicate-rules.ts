import { controlled } from "../../core/polls/poll.ts";
import type { Books } from "../ledger/poll-state.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Rules } from "./shards.ts";

/**
 * Takes over the rules of the poll's first object, in one transaction. What was counted here stays: the rules are only
 * ever such as the first object has accepted for votes that were counted.
 */
export function follow(
  books: Books,
  ledger: Ledger,
  rules: Rules,
  shard: number,
  now: number,
): void {
  const { revision, definition, control, removed, approved, layout, base } = rules;
  const { state, poll: before } = books;
  if (state.place && revision <= state.rules) return;
  const poll = controlled(definition, control);
  // An end that was reached once may be set once more: it is another closing.
  const closed = before?.closesAt === poll.closesAt ? state.closed : null;
  // The same for all objects, so that a network's votes can be told together. It goes when the poll closes.
  const salt = closed === null ? (rules.salt ?? state.salt) : null;
  const place = { shard, layout, base };
  books.commit(
    {
      definition,
      control,
      removed,
      approved,
      closed,
      salt,
      place,
      rules: revision,
      counts: books.nextCounts(),
    },
    (tables) => {
      const known = JSON.stringify(state.definition) === JSON.stringify(definition);
      if (!known) tables.addDefinition(definition, now);
    },
  );
  if (poll.closesAt !== null && now >= poll.closesAt) ledger.close(poll.closesAt);
}
