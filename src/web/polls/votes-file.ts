import { jsonDigest } from "../../core/digest.ts";
import { shardName, shardsOf } from "../../core/polls/shards.ts";
import type { PollView } from "../../poll/rpc-types.ts";
import { type Database, database } from "../../store/database.ts";
import {
  deleteVotesParts,
  lastEntries,
  loadVotesFile,
  mayBuild,
  noteVotesFile,
  readVotesPart,
  stopBuilding,
  type VotesFile,
  writeVotesPart,
} from "../../store/votes/votes-file.ts";
import type { AppContext } from "../context.ts";
import { conditional, csvResponse, hasAlready, notPublic, OPEN, publicView } from "./open-data.ts";
import { askPoll } from "./poll-object.ts";
import { problemResponse, unavailable } from "../http/problems.ts";
import { votesParts } from "./votes-rows.ts";

/** Changes with the form of the file: all files are then built again. */
const FORM = 1;
const CACHE_SECONDS = 60;
/** The longest pause of a request that waits while another one builds the first file of a poll. */
const PATIENCE_MS = 8000;
/** For so long, a location may say that KV lacks what was written elsewhere. */
const KV_LAG_MS = 60_000;
/** It asks again after so long, then after twice as long, and so on. */
const ASK_AGAIN_MS = 250;

/**
 * `GET /polls/:poll/votes.csv`: one row for each vote that stands. Built from D1, which the poll's object first brings up
 * to date: the object that counts must not be busy with a file of a million rows.
 *
 * A file is built once for a version of the poll, by one request at a time, and kept in KV for all readers. While votes
 * arrive, a large file stays as it is for a moment, and whoever asks while it is built anew gets the one before.
 */
export async function pollVotesCsv(c: AppContext, id: string): Promise<Response> {
  const view = await publicView(c, id);
  if (view instanceof Response) return view;
  if (!view.results) return problemResponse(notPublic, OPEN);
  const answer = (file: VotesFile | null, body: ReadableStream | null): Response =>
    conditional(c, etagOf(file), () => csvResponse(body, `${id}-votes.csv`), CACHE_SECONDS);
  try {
    const db = database(c.env.DB);
    const kept = await loadVotesFile(db, id);
    // Nothing is built to answer HEAD.
    if (c.req.method === "HEAD") return answer(kept, null);
    let file = isCurrent(kept, view) ? kept : await renewed(c, db, view, { kept });
    if (hasAlready(c, etagOf(file))) return answer(file, null);
    let start = file && (await readVotesPart(c.env.PAGES, file.id, 0));
    if (file && !start && Date.now() - file.builtAt > KV_LAG_MS) {
      // KV no longer has it.
      file = await renewed(c, db, view, { lost: file });
      start = file && (await readVotesPart(c.env.PAGES, file.id, 0));
    }
    if (!file || !start) return problemResponse({ ...unavailable, retryAfter: 10 }, OPEN);
    return answer(file, wholeOf(c, file, start));
  } catch (error) {
    console.error({ event: "votes failed", poll: id, error: String(error) });
    return problemResponse(unavailable, OPEN);
  }
}

function etagOf(file: VotesFile | null): string | null {
  return file && `W/"${file.id}"`;
}

/** Whether a file has all votes, or may stay as it is: for a second for each thousand of votes, at most a minute. */
function isCurrent(file: VotesFile | null, view: PollView): boolean {
  if (!file) return false;
  const restMs = Math.min(CACHE_SECONDS, Math.floor(file.votes / 1000)) * 1000;
  return file.version === view.version || Math.abs(Date.now() - file.checkedAt) < restMs;
}

/**
 * Builds the file, if nobody else does; otherwise the one before, or the one that is being built.
 *
 * @param known the file before, or the one that KV has lost
 * @returns `null` if it takes too long
 */
async function renewed(
  c: AppContext,
  db: Database,
  view: PollView,
  known: { kept?: VotesFile | null; lost?: VotesFile },
): Promise<VotesFile | null> {
  const { id } = view.definition;
  const { kept = null, lost = null } = known;
  for (let wait = ASK_AGAIN_MS; ; wait *= 2) {
    if (await mayBuild(db, id, Date.now())) {
      const work = build(c.env, db, view, lost);
      // Goes on where the reader goes away.
      c.executionCtx.waitUntil(work.catch(() => undefined));
      return work;
    }
    if (kept || wait > PATIENCE_MS) return kept;
    await scheduler.wait(wait);
    const built = await loadVotesFile(db, id);
    if (isCurrent(built, view) && built?.builtAt !== lost?.builtAt) return built;
  }
}

/**
 * Builds the file from what D1 has when the poll's objects have sent all they count. A crash leaves parts that nobody
 * reads, and the right to build it to the next one after a minute.
 */
async function build(
  env: Env,
  db: Database,
  view: PollView,
  lost: VotesFile | null,
): Promise<VotesFile> {
  const { definition, version } = view;
  const { id: poll, questions } = definition;
  try {
    // Asked again: somebody may have built it just before.
    const noted = await loadVotesFile(db, poll);
    const kept = noted?.builtAt === lost?.builtAt ? null : noted;
    const now = Date.now();
    const ledgers = Array.from({ length: shardsOf(definition) }, (_, n) => shardName(poll, n));
    await Promise.all(ledgers.map((ledger) => flush(env, ledger)));
    // A snapshot as of these entries: later votes are left out.
    const ends = await lastEntries(db, ledgers);
    const id = jsonDigest([FORM, poll, questions, ends]).slice(0, 32);
    const times = { builtAt: now, checkedAt: now };
    let file: VotesFile = { id, version, ...times, votes: 0, parts: 0, before: null };
    if (kept?.id === id) {
      // A refused ballot, say, changed the version alone.
      file = { ...kept, version, checkedAt: now };
    } else {
      for await (const { text, votes } of votesParts(db, definition, ends)) {
        await writeVotesPart(env.PAGES, id, file.parts, text);
        file = { ...file, votes: file.votes + votes, parts: file.parts + 1 };
      }
      if (kept?.before && kept.before.id !== id) await deleteVotesParts(env.PAGES, kept.before);
      file.before = kept && { id: kept.id, parts: kept.parts };
    }
    await noteVotesFile(db, poll, file);
    return file;
  } catch (error) {
    await stopBuilding(db, poll).catch(() => undefined);
    throw error;
  }
}

async function flush(env: Env, ledger: string): Promise<void> {
  const failed = await askPoll(env, ledger, async (stub): Promise<string | null> => stub.flush());
  if (failed !== null) throw new Error(failed);
}

/** The parts of a file, one after the other, only as fast as the client takes them. */
function wholeOf(
  c: AppContext,
  { id, parts }: VotesFile,
  start: ReadableStream<Uint8Array>,
): ReadableStream<Uint8Array> {
  if (parts === 1) return start;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const send = async (): Promise<void> => {
    await start.pipeTo(writable, { preventClose: true });
    for (let n = 1; n < parts; n += 1) {
      const part = await readVotesPart(c.env.PAGES, id, n);
      // The client gets a connection that breaks off, never a file that only looks whole.
      if (!part) return writable.abort(new Error(`part ${n} of ${id} is gone`));
      await part.pipeTo(writable, { preventClose: true });
    }
    return writable.close();
  };
  c.executionCtx.waitUntil(send().catch(() => undefined));
  return readable;
}
