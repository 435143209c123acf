import type { CastInput, CastOutcome, PollView } from "../poll/outcome.ts";
import type { Poll } from "../poll/poll.ts";

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

/** Sends a ballot to its poll. */
export function castBallot(env: Env, poll: string, input: CastInput): Promise<CastOutcome> {
  return askPoll(env, poll, async (stub): Promise<CastOutcome> => await stub.cast(input));
}

/** A poll as a reader may see it (`voter`: who that is, if known); `null` where there is none. */
export function viewPoll(env: Env, poll: string, voter: string | null): Promise<PollView | null> {
  return askPoll(env, poll, async (stub): Promise<PollView | null> => await stub.view(voter));
}
