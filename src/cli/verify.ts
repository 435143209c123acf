import { differences, type Tally } from "../core/tally.ts";
import type { Accounts } from "../core/results.ts";
import { Api } from "./api.ts";
import { CliError } from "./errors.ts";
import type { Target } from "./local.ts";

/** A poll's books as the site tells them. */
interface AuditReply {
  seq: number;
  tally: Tally;
  fold: Tally;
  accounts: Accounts;
  voters: number;
  version: number;
  /** What D1 has acknowledged. */
  projected: { seq: number; version: number };
  /** The ledger up to what D1 has acknowledged, and up to what D1's numbers are of. */
  atProjected: Tally;
  atKept: Tally;
  /** Why D1 could not be told the rest; `null` where it has everything. */
  failed: string | null;
  d1: { kept: Tally; fold: Tally; accounts: Accounts | null; version: number | null };
}

interface VotesReply {
  different: { seq: number; ledger: boolean; d1: boolean }[];
  next: number | null;
}

/**
 * Compares, for one poll or all: the ledger added up anew, the tally kept while voting, D1's tally, D1's votes
 * added up anew, and each vote of the ledger with D1's copy of it.
 *
 * @throws CliError with exit code 1 where anything differs
 */
export async function verify(
  target: Target,
  poll: string | undefined,
  print: (line: string) => void,
): Promise<void> {
  const api = new Api(target.to, target.token);
  const polls = poll ? [poll] : (await api.send<{ polls: string[] }>("GET", "/api/polls")).polls;
  let bad = 0;
  for (const id of polls) {
    const { votes, found } = await verifyPoll(api, id);
    if (found.length > 0) bad += 1;
    print(
      found.length === 0
        ? `${id}: ${votes} ${votes === 1 ? "vote" : "votes"}, ledger = tally = D1`
        : `${id}: DIFFERS`,
    );
    for (const line of found) print(`  ${line}`);
  }
  if (bad > 0) throw new CliError(`${bad} of ${polls.length} polls differ.`);
  print(`${polls.length} polls verified.`);
}

async function verifyPoll(api: Api, poll: string): Promise<{ votes: number; found: string[] }> {
  const audit = await api.send<AuditReply>("GET", `/api/polls/${encodeURIComponent(poll)}/audit`);
  const found = checkBooks(audit);
  for (let after: number | null = 0; after !== null;) {
    const page: VotesReply = await api.send<VotesReply>(
      "GET",
      `/api/polls/${encodeURIComponent(poll)}/audit/votes?after=${after}&upTo=${audit.projected.seq}`,
    );
    for (const { seq, ledger, d1 } of page.different) {
      if (ledger && d1) found.push(`vote ${seq} is not the same in the ledger and in D1`);
      else
        found.push(
          ledger ? `vote ${seq} is not in D1` : `vote ${seq} is in D1 but not in the ledger`,
        );
      if (found.length > 50) return { votes: audit.fold.votes, found: [...found, "… and more"] };
    }
    after = page.next;
  }
  return { votes: audit.fold.votes, found };
}

function checkBooks(audit: AuditReply): string[] {
  const { accounts, d1, fold } = audit;
  const found: string[] = [];
  const compare = (ledger: Tally, name: string, tally: Tally): void => {
    for (const line of differences(ledger, tally)) {
      found.push(`ledger and ${name} differ in ${line}`);
    }
  };
  compare(fold, "tally", audit.tally);
  compare(audit.atKept, "D1's tally", d1.kept);
  compare(audit.atProjected, "D1's votes", d1.fold);
  if ((d1.version ?? 0) < audit.projected.version) {
    found.push("D1's numbers are missing, or older than those it has acknowledged");
  }
  if (audit.voters !== fold.votes) {
    found.push(`the ledger has ${fold.votes} votes of ${audit.voters} voters`);
  }
  if (audit.seq !== fold.votes) {
    found.push(`the ledger's last number is ${audit.seq}, but it has ${fold.votes} votes`);
  }
  const refused = Object.values(accounts.refused).reduce((a, b) => a + b, 0);
  if (accounts.received !== accounts.counted + refused) {
    found.push(
      `received ${accounts.received} is not counted ${accounts.counted} + refused ${refused}`,
    );
  }
  if (accounts.counted !== fold.votes) {
    found.push(
      `${accounts.counted} are said to be counted, but the ledger has ${fold.votes} votes`,
    );
  }
  if (audit.failed !== null) found.push(`D1 could not be brought up to date: ${audit.failed}`);
  else if (d1.accounts && d1.version === audit.version && !sameAccounts(accounts, d1.accounts)) {
    found.push("the ledger's and D1's numbers of received and refused ballots differ");
  }
  return found;
}

function sameAccounts(a: Accounts, b: Accounts): boolean {
  const reasons = new Set([...Object.keys(a.refused), ...Object.keys(b.refused)]);
  return (
    a.received === b.received &&
    a.counted === b.counted &&
    [...reasons].every((reason) => (a.refused[reason] ?? 0) === (b.refused[reason] ?? 0))
  );
}

/** Has D1's copy of a poll made anew from its ledger. */
export async function reproject(
  target: Target,
  poll: string,
  print: (line: string) => void,
): Promise<void> {
  const api = new Api(target.to, target.token);
  const path = `/api/polls/${encodeURIComponent(poll)}/reproject`;
  const { failed } = await api.send<{ failed: string | null }>("POST", path, {});
  if (failed !== null) {
    throw new CliError(
      `${poll}: D1 did not take all votes yet (${failed}). The poll goes on trying by itself.`,
    );
  }
  await verify(target, poll, print);
}
