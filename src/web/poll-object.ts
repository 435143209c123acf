import type {
  BriefOutcome,
  CastInput,
  CastOutcome,
  Credentials,
  PollView,
  ViewInput,
} from "../poll/outcome.ts";
import type { Poll } from "../poll/poll.ts";
import { completeView } from "./old-view.ts";

/** A stub of a poll's object. */
export type PollStub = DurableObjectStub<Poll>;

const ATTEMPTS = 3;

/**
 * Calls a poll's object. Calls that may be repeated are: a ballot, because the object answers the same one twice
 * in the same way.
 *
 * @throws what the call throws, when repeating it would not help or has not helped
 */
export async function askPoll<T>(
  env: Env,
  poll: string,
  call: (stub: PollStub) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // A stub that has failed once goes on failing: each attempt takes a new one.
      return await call(env.POLL.getByName(poll));
    } catch (error) {
      if (attempt === ATTEMPTS || !mayRepeat(error)) throw error;
      await scheduler.wait(20 * 2 ** attempt * (1 + Math.random()));
    }
  }
}

/** Only what the platform calls retryable, and never when the object is overloaded: that would add to the load. */
function mayRepeat(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const flags = error as { retryable?: unknown; overloaded?: unknown };
  return flags.retryable === true && flags.overloaded !== true;
}

/**
 * Sends a ballot to its poll.
 *
 * @param numbers whether its voter is to be told the poll's numbers
 */
export function castBallot(
  env: Env,
  poll: string,
  input: CastInput,
  numbers: boolean,
): Promise<BriefOutcome> {
  return askPoll(env, poll, async (stub): Promise<BriefOutcome> => {
    try {
      return await stub.castBrief(input, numbers);
    } catch (error) {
      // An object of the version before: for minutes after a deploy.
      if (!/does not implement/.test(String(error))) throw error;
      return briefly(await stub.cast(input));
    }
  });
}

/** An outcome without what its voter is not told. */
export function briefly(outcome: CastOutcome): BriefOutcome {
  if (!("view" in outcome)) return outcome;
  const { view, ...done } = outcome;
  const results = completeView(view).results;
  return { ...done, guard: view.definition.guard, numbers: results && JSON.stringify(results) };
}

/** Takes a voter's vote back. May be repeated: it names the vote. */
export function withdrawVote(
  env: Env,
  poll: string,
  who: Credentials,
  seq: number,
): Promise<CastOutcome> {
  return askPoll(env, poll, async (stub): Promise<CastOutcome> => await stub.withdraw(who, seq));
}

/** Gives a voter's vote up for a look at the numbers. */
export function lookAtPoll(env: Env, poll: string, who: Credentials): Promise<CastOutcome> {
  return askPoll(env, poll, async (stub): Promise<CastOutcome> => await stub.look(who));
}

/**
 * A poll as a reader may see it; `null` where there is none.
 *
 * @param voter who that is, by cookie or key, if known
 * @param more what else the reader has shown
 */
export async function viewPoll(
  env: Env,
  poll: string,
  voter: string | null,
  more: ViewInput = {},
): Promise<PollView | null> {
  const view = await askPoll(
    env,
    poll,
    async (stub): Promise<PollView | null> => await stub.view(voter, more),
  );
  return view && completeView(view);
}
