import type { Ballot } from "../../core/ballots/ballot.ts";
import { canonicalJson } from "../../core/digest.ts";
import type { PollDefinition } from "../../core/polls/poll.ts";
import type { CastRefusal, Credentials } from "../rpc-types.ts";
import type { NewEntry } from "../ledger/entry-row.ts";
import type { LedgerTables } from "../ledger/tables.ts";

/** By what the poll's guard asks for, who this is; or what is missing. */
export function voterKeyOf(
  tables: LedgerTables,
  poll: PollDefinition,
  who: Credentials,
): string | CastRefusal {
  switch (poll.guard) {
    case "open":
    case "careful":
      return who.voter ?? { outcome: "voter-needed" };
    case "invited": {
      const hash = who.invitation ?? null;
      if (hash !== null && tables.isInvited(hash)) return `i${hash}`;
      return { outcome: "invitation-needed", known: hash !== null };
    }
    case "member":
      return who.member ?? { outcome: "membership-needed" };
    default:
      return poll.guard satisfies never;
  }
}

/** Whether an entry is of this very ballot. */
export function isOfBallot({ answers, texts, audience }: NewEntry, ballot: Ballot): boolean {
  return (
    canonicalJson(answers) === ballot.answers &&
    (texts === null ? null : canonicalJson(texts)) === ballot.texts &&
    audience === ballot.audience
  );
}
