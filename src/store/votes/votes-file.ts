import { inArray, sql } from "drizzle-orm";
import type { Database } from "../database.ts";
import { accounts, state } from "../schema.ts";

/** A poll's votes.csv as it was built last. */
export interface VotesFile {
  /** Digest of what it was built from. */
  id: string;
  /** When it was built. */
  builtAt: number;
  /** The poll's version at which it was last known to be current. */
  version: string;
  /** When that was. */
  checkedAt: number;
  /** How many votes it has. */
  votes: number;
  /** How many values of KV it takes. */
  parts: number;
  /** The file before this one: readers may still be in the middle of it. */
  before: { id: string; parts: number } | null;
}

/** After so long, a builder that has disappeared lets the next one begin. */
const BUILD_LIMIT_MS = 60_000;
/** A file that nobody has built anew for so long is built once more. */
const KEPT_SECONDS = 30 * 86_400;

/** What D1 notes of a poll's votes.csv; `null`: it was never built. */
export async function loadVotesFile(db: Database, poll: string): Promise<VotesFile | null> {
  const [row] = await db
    .select({ value: state.value })
    .from(state)
    .where(sql`key = ${fileKey(poll)}`);
  return row ? (JSON.parse(row.value) as VotesFile) : null;
}

/**
 * Takes the right to build a poll's votes.csv, for a minute at most.
 *
 * @returns whether nobody else has it
 */
export async function mayBuild(db: Database, poll: string, now: number): Promise<boolean> {
  const until = String(now + BUILD_LIMIT_MS);
  const taken = await db
    .insert(state)
    .values({ key: buildKey(poll), value: until })
    .onConflictDoUpdate({
      target: state.key,
      set: { value: until },
      setWhere: sql`CAST(${state.value} AS INTEGER) <= ${now}`,
    })
    .returning({ key: state.key });
  return taken.length > 0;
}

/** Notes the file that was built, and gives up the right to build it. Call it when KV has all of the file's parts. */
export async function noteVotesFile(db: Database, poll: string, file: VotesFile): Promise<void> {
  const value = JSON.stringify(file);
  await db.batch([
    db
      .insert(state)
      .values({ key: fileKey(poll), value })
      .onConflictDoUpdate({ target: state.key, set: { value } }),
    db.delete(state).where(sql`key = ${buildKey(poll)}`),
  ]);
}

/** Gives up the right to build a file. */
export async function stopBuilding(db: Database, poll: string): Promise<void> {
  await db.delete(state).where(sql`key = ${buildKey(poll)}`);
}

/** The last entry of each ledger that D1's numbers include; 0 for a ledger without any. */
export async function lastEntries(
  db: Database,
  ledgers: readonly string[],
): Promise<{ ledger: string; upTo: number }[]> {
  const rows = await db
    .select({ poll: accounts.poll, seq: accounts.seq })
    .from(accounts)
    .where(inArray(accounts.poll, [...ledgers]));
  const found = new Map(rows.map(({ poll, seq }) => [poll, seq]));
  return ledgers.map((ledger) => ({ ledger, upTo: found.get(ledger) ?? 0 }));
}

/** Writes a part of a file. */
export async function writeVotesPart(
  kv: KVNamespace,
  id: string,
  part: number,
  text: string,
): Promise<void> {
  await kv.put(partKey(id, part), text, { expirationTtl: KEPT_SECONDS });
}

/** Reads a part of a file; `null` if KV no longer has it. */
export function readVotesPart(
  kv: KVNamespace,
  id: string,
  part: number,
): Promise<ReadableStream<Uint8Array> | null> {
  return kv.get(partKey(id, part), "stream");
}

/** Deletes the parts of a file. */
export async function deleteVotesParts(
  kv: KVNamespace,
  { id, parts }: { id: string; parts: number },
): Promise<void> {
  for (let part = 0; part < parts; part += 1) await kv.delete(partKey(id, part));
}

function fileKey(poll: string): string {
  return `votes-file:${poll}`;
}

function buildKey(poll: string): string {
  return `votes-build:${poll}`;
}

function partKey(id: string, part: number): string {
  return `votes:${id}:${part}`;
}
