import type { Audit } from "../../core/polls/audit.ts";
import { contradictions } from "../../core/polls/audit-check.ts";
import type { Accounts } from "../../core/results/results.ts";
import { shardName } from "../../core/polls/shards.ts";
import { differences, type Tally } from "../../core/results/tally.ts";
import { Api } from "../api/client.ts";
import { CliError, FoundError } from "../output/errors.ts";
import type { Target } from "../local/local.ts";

/** A poll's accounts as the site reports them. */
interface AuditReply extends Audit {
  /** The ledger's tally up to the entry that D1 has acknowledged, and up to the entry that D1's numbers include. */
  atProjected: Tally;
  atKept: Tally;
  /** Why D1 could not be given the rest; `null` if it has everything. */
  failed: string | null;
  d1: { kept: Tally; fold: Tally; accounts: Accounts | null; version: number | null; seq: number };
}

interface VotesReply {
  different: { seq: number; ledger: boolean; d1: boolean }[];
  next: number | null;
}

/** The result of a verification. */
export interface Verified {
  ok: boolean;
  polls: { poll: string; votes: number; differences: string[] }[];
}

/**
 * Compares, for one poll or all: the ledger's recomputed tally, the tally kept while voting, D1's tally, D1's votes
 * recounted, and each vote of the ledger with D1's copy of it.
 *
 * @throws CliError with exit code 1 if anything differs
 */
export async function verify(
  target: Target,
  poll: string | undefined,
  print: (line: string) => void,
): Promise<Verified> {
  const api = new Api(target.to, target.token);
  const polls = poll ? [poll] : (await api.send<{ polls: string[] }>("GET", "/api/polls")).polls;
  const answer: Verified = { ok: true, polls: [] };
  for (const id of polls) {
    const { votes, found } = await verifyPoll(api, id);
    answer.polls.push({ poll: id, votes, differences: found });
    print(
      found.length === 0
        ? `${id}: ${votes} ${votes === 1 ? "vote" : "votes"}, ledger = tally = D1`
        : `${id}: DIFFERS`,
    );
    for (const line of found) print(`  ${line}`);
  }
  const bad = answer.polls.filter(({ differences: found }) => found.length > 0).length;
  answer.ok = bad === 0;
  if (bad > 0) throw new FoundError(`${bad} of ${polls.length} polls differ.`, answer);
  print(`${polls.length} polls verified.`);
  return answer;
}

/** Verifies all ledgers of a poll: in a split poll, each object has its own. */
async function verifyPoll(api: Api, poll: string): Promise<{ votes: number; found: string[] }> {
  const first = await verifyLedger(api, poll);
  let { votes } = first;
  const found = [...first.found];
  for (let shard = 1; shard < first.shards; shard += 1) {
    const name = shardName(poll, shard);
    const ledger = await verifyLedger(api, name);
    votes += ledger.votes;
    found.push(...ledger.found.map((line) => `${name}: ${line}`));
  }
  return { votes, found };
}

async function verifyLedger(
  api: Api,
  poll: string,
): Promise<{ votes: number; found: string[]; shards: number }> {
  const audit = await api.send<AuditReply>("GET", `/api/polls/${encodeURIComponent(poll)}/audit`);
  const found = checkBooks(audit);
  const { shards } = audit;
  const { votes } = audit.fold.all;
  for (let after: number | null = 0; after !== null;) {
    const page: VotesReply = await api.send<VotesReply>(
      "GET",
      `/api/polls/${encodeURIComponent(poll)}/audit/votes?after=${after}&upTo=${audit.projected.seq}`,
    );
    for (const { seq, ledger, d1 } of page.different) {
      if (ledger && d1) found.push(`entry ${seq} is not the same in the ledger and in D1`);
      else
        found.push(
          ledger ? `entry ${seq} is not in D1` : `entry ${seq} is in D1 but not in the ledger`,
        );
      if (found.length > 50) return { votes, shards, found: [...found, "… and more"] };
    }
    after = page.next;
  }
  return { votes, shards, found };
}

function checkBooks(audit: AuditReply): string[] {
  const { accounts, d1 } = audit;
  const found = contradictions(audit);
  const compare = (ledger: Tally, name: string, tally: Tally): void => {
    for (const line of differences(ledger, tally)) {
      found.push(`ledger and ${name} differ in ${line}`);
    }
  };
  compare(audit.atKept, "D1's tally", d1.kept);
  compare(audit.atProjected, "D1's votes", d1.fold);
  if ((d1.version ?? 0) < audit.projected.version) {
    found.push("D1's numbers are missing, or older than those it has acknowledged");
  }
  if (audit.failed !== null) found.push(`D1 could not be brought up to date: ${audit.failed}`);
  else if (d1.accounts && d1.version === audit.version && !sameAccounts(accounts, d1.accounts)) {
    found.push("the ledger's and D1's accounts of ballots differ");
  }
  return found;
}

function sameAccounts(a: Accounts, b: Accounts): boolean {
  const reasons = new Set([...Object.keys(a.refused), ...Object.keys(b.refused)]);
  const names = ["received", "counted", "revised", "withdrawn", "voided", "looked"] as const;
  return (
    names.every((name) => a[name] === b[name]) &&
    [...reasons].every((reason) => (a.refused[reason] ?? 0) === (b.refused[reason] ?? 0))
  );
}

/** Rebuilds D1's copy of a poll from its ledger. */
export async function reproject(
  target: Target,
  poll: string,
  print: (line: string) => void,
): Promise<Verified> {
  const api = new Api(target.to, target.token, target.by);
  const path = `/api/polls/${encodeURIComponent(poll)}/reproject`;
  const { failed } = await api.send<{ failed: string | null }>("POST", path, {});
  if (failed !== null) {
    throw new CliError(
      `${poll}: D1 did not take all votes yet (${failed}). The poll goes on trying by itself.`,
    );
  }
  return verify(target, poll, print);
}
