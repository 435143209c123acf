import type { PollDefinition } from "../../core/polls/poll.ts";
import type { CastRefusal, Credentials } from "../rpc-types.ts";
import type { LedgerTables } from "../ledger/tables.ts";

/** The voter key by the credential that the poll's guard requires, or the refusal if it is missing. */
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
