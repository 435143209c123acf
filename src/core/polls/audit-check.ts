import type { Audit } from "./audit.ts";
import { differences, emptyTally, type Tallies, type Tally } from "../results/tally.ts";

/** The contradictions between a ledger's recounted entries, its tallies and its accounts, one line for each. */
export function contradictions(
  audit: Pick<Audit, "seq" | "tallies" | "fold" | "accounts" | "entries" | "numbering" | "voters">,
): string[] {
  const { fold, tallies } = audit;
  const compare = (ledger: Tally, name: string, tally: Tally): string[] =>
    differences(ledger, tally).map((line) => `ledger and ${name} differ in ${line}`);
  return [
    ...compare(fold.all, "tally", tallies.all),
    ...audiencesOf(fold, tallies).flatMap((audience) => {
      const { [audience]: ledger = emptyTally() } = fold.audiences;
      const { [audience]: kept = emptyTally() } = tallies.audiences;
      return compare(ledger, `tally of ${audience || "those who did not say"}`, kept);
    }),
    ...checkAccounts(audit),
  ];
}

/** Checks the accounting identity, and the accounts against the entries of the ledger. */
function checkAccounts({
  seq,
  numbering,
  voters,
  accounts,
  entries,
  fold,
}: Pick<Audit, "seq" | "numbering" | "voters" | "accounts" | "entries" | "fold">): string[] {
  const { received, counted, revised, withdrawn, voided, looked } = accounts;
  const refused = Object.values(accounts.refused).reduce((a, b) => a + b, 0);
  const equal = (left: [string, number], right: [string, number]): string[] =>
    left[1] === right[1] ? [] : [`${left[0]} ${left[1]} is not ${right[0]} ${right[1]}`];
  return [
    ...equal(
      ["received", received],
      [`counted ${counted} + refused ${refused} =`, counted + refused],
    ),
    ...equal(["counted", counted], ["the ledger's number of votes", entries.vote]),
    ...equal(
      ["counted", counted],
      [
        `standing ${fold.all.votes} + revised ${revised} + withdrawn ${withdrawn} + voided ${voided} =`,
        fold.all.votes + revised + withdrawn + voided,
      ],
    ),
    ...equal(["revised", revised], ["the ledger's number of revisions", entries.revised]),
    ...equal(["withdrawn", withdrawn], ["the ledger's number of withdrawals", entries.withdrawal]),
    ...equal(["voided", voided], ["the ledger's number of voids", entries.void]),
    ...equal(["looked", looked], ["the ledger's number of looks", entries.look]),
    ...equal(["the ledger's last number", seq], ["that of its last entry", numbering.last]),
    ...equal(
      ["the number of entries whose number is not the next", numbering.strays],
      ["that of none", 0],
    ),
    ...equal(
      ["the number of voters", voters],
      ["that of the entries that no earlier one of theirs goes before", entries.first],
    ),
  ];
}

function audiencesOf(a: Tallies, b: Tallies): string[] {
  return [...new Set([...Object.keys(a.audiences), ...Object.keys(b.audiences)])].toSorted();
}
