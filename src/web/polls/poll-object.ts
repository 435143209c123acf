import { ID_PATTERN } from "../../core/content/fields.ts";
import type { Guard } from "../../core/polls/poll.ts";
import { homeOf, shardName } from "../../core/polls/shards.ts";
import type {
  CastInput,
  CastOutcome,
  Credentials,
  PollView,
  ViewInput,
} from "../../poll/rpc-types.ts";
import { pollStub } from "../../platform/poll-stub.ts";
import { IsolateCache } from "../../platform/isolate-cache.ts";
import { withTimeout } from "../../platform/timeout.ts";
import { isPoll } from "../../store/content/content.ts";
import { database } from "../../store/database.ts";

/** A stub of a poll's object. */
type PollStub = ReturnType<Env["POLL"]["getByName"]>;

const ATTEMPTS = 3;
/** How long a page waits for an object. */
const VIEW_LIMIT_MS = 5000;
/** How long a ballot waits. It may still be counted; sending the same ballot again is answered accordingly. */
const BALLOT_LIMIT_MS = 20_000;
/** How long D1 has to say whether a poll exists. */
const EXISTS_LIMIT_MS = 500;

/**
 * Calls a poll's object. Calls that may be repeated are repeated. Ballots are among them: the object answers the same
 * ballot in the same way twice.
 *
 * @throws what the call throws, if repeating it would not help or has not helped
 */
export async function askPoll<T>(
  env: Env,
  poll: string,
  call: (stub: PollStub) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // A stub that has failed once keeps failing, so each attempt takes a new one.
      return await call(pollStub(env, poll));
    } catch (error) {
      if (attempt === ATTEMPTS || !mayRepeat(error)) throw error;
      await scheduler.wait(20 * 2 ** attempt * (1 + Math.random()));
    }
  }
}

/**
 * Only errors that the platform calls retryable, and never when the object is overloaded: that would add to the load.
 */
function mayRepeat(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const flags = error as { retryable?: unknown; overloaded?: unknown };
  return flags.retryable === true && flags.overloaded !== true;
}

/**
 * Sends a ballot to its poll.
 *
 * @param numbers whether the voter is to be told the poll's numbers
 */
export function castBallot(
  env: Env,
  poll: string,
  input: CastInput,
  numbers: boolean,
): Promise<CastOutcome> {
  return askHome(env, poll, input, async (stub): Promise<CastOutcome> => stub.cast(input, numbers));
}

/** Withdraws a voter's vote. May be repeated, because it names the vote. */
export function withdrawVote(
  env: Env,
  poll: string,
  who: Credentials,
  seq: number,
): Promise<CastOutcome> {
  return askHome(env, poll, who, async (stub): Promise<CastOutcome> => stub.withdraw(who, seq));
}

/** Exchanges a voter's vote for a look at the numbers. */
export function lookAtPoll(env: Env, poll: string, who: Credentials): Promise<CastOutcome> {
  return askHome(env, poll, who, async (stub): Promise<CastOutcome> => stub.look(who));
}

/**
 * A poll as a reader may see it; `null` if there is none.
 *
 * @param voter the reader's voter key, from the cookie or the `Idempotency-Key`, if known
 * @param more credentials besides the voter key
 */
export async function viewPoll(
  env: Env,
  poll: string,
  voter: string | null,
  more: ViewInput = {},
): Promise<PollView | null> {
  const home = homeName(poll, { voter, ...more });
  const ask = (name: string): Promise<PollView | null> =>
    withTimeout(
      askPoll(env, name, async (stub): Promise<PollView | null> => await stub.view(voter, more)),
      VIEW_LIMIT_MS,
    );
  const view = (await ask(home)) ?? (home === poll ? null : await ask(poll));
  if (view) {
    const { shards = 1, guard } = view.definition;
    polls.set(poll, { shards, guard });
  }
  return view;
}

/**
 * How polls are split over objects and identify voters, as far as this isolate knows. May be out of date: an object
 * that does not have a voter says that there is no such poll, and the first object, asked next, passes the request on
 * to the one that has.
 */
const polls = new IsolateCache<string, { shards: number; guard: Guard }>({ max: 1000 });

/** Whether this isolate knows, without asking a store, whether a poll exists. */
export function isKnownPoll(poll: string): boolean {
  return polls.fresh(poll) !== undefined || !ID_PATTERN.test(poll);
}

/**
 * Whether a poll with this id was ever published: as this isolate knows, or else as D1 says. To ask an object would
 * create it, so addresses that strangers think of must not lead to one. If D1 does not answer, the object is asked all
 * the same: voting goes on without D1.
 */
export async function pollExists(env: Env, poll: string): Promise<boolean> {
  if (!ID_PATTERN.test(poll)) return false;
  if (polls.fresh(poll)) return true;
  try {
    return await withTimeout(isPoll(database(env.DB), poll), EXISTS_LIMIT_MS);
  } catch (error) {
    console.error({ event: "poll not looked up", poll, error: String(error) });
    return true;
  }
}

/** How a poll identifies voters, if this isolate knows. May be out of date. */
export function knownGuard(poll: string): Guard | null {
  return polls.fresh(poll)?.guard ?? null;
}

function homeName(poll: string, who: Pick<Credentials, "voter" | "member">): string {
  const split = polls.fresh(poll);
  const voter = split?.guard === "member" ? (who.member ?? null) : who.voter;
  return split && voter !== null ? shardName(poll, homeOf(voter, split.shards)) : poll;
}

/** Asks the object that has a voter, if this isolate knows which; else the first object. */
async function askHome(
  env: Env,
  poll: string,
  who: Credentials,
  call: (stub: PollStub) => Promise<CastOutcome>,
): Promise<CastOutcome> {
  const ask = (name: string): Promise<CastOutcome> =>
    withTimeout(askPoll(env, name, call), BALLOT_LIMIT_MS);
  const home = homeName(poll, who);
  let outcome = await ask(home);
  if (outcome.outcome === "no-such-poll") {
    polls.delete(poll);
    if (home !== poll) outcome = await ask(poll);
  }
  if ("guard" in outcome) {
    const { shards, guard } = outcome;
    polls.set(poll, { shards, guard });
  }
  return outcome;
}
