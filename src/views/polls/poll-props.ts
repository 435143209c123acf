import type { Answers, Texts } from "../../core/ballots/ballot.ts";
import type { PollDefinition } from "../../core/polls/poll.ts";
import type { Results } from "../../core/results/results.ts";
import type { PollStatus } from "../../core/polls/schedule.ts";

/** A reader's own vote, as the page shows it. */
export interface OwnVoteView {
  seq: number;
  castAt: number;
  receipt: string;
  answers: Answers;
  texts?: Texts;
  audience?: string | null;
  state?: "counted" | "withdrawn" | "voided" | "looked";
  /** Why it was voided. */
  reason?: string;
  /** Whether the reader only has its receipt, so it may be another voter's. */
  byReceipt?: boolean;
}

/** A poll as one reader, or any reader, sees it. */
export interface PollProps {
  definition: PollDefinition;
  /** `null` if the poll's object could not be asked. */
  status: PollStatus | null;
  /** `null` if they are not public, or unavailable. */
  results: Results | null;
  own: OwnVoteView | null;
  /** The poll's own language, or else the site's, whichever page it is on. */
  language: string;
  /** The zone of its times: the site's. */
  timeZone: string | undefined;
  /** The audiences that voters can choose from. */
  audiences: readonly { id: string; name: string }[];
  /** The sign-in page for members. */
  signIn?: string | undefined;
  /** The path prefix of the forms' actions. */
  base: string;
  /** The prefix of links out of the poll: the site's origin if the poll is embedded in another site. */
  home?: string;
  /** Credentials to send with the next ballot. */
  code?: string | null;
  token?: string | null;
  /** A notice about the ballot just sent. */
  notice?: string | null;
  /** Turnstile's site key, if its widget is needed. */
  widget?: string | null;
  /** The form's initial values. */
  filled?: { answers: Answers; texts: Texts; audience: string | null };
  /** What is wrong with the ballot just sent, and the id of the question concerned, or `code`. */
  error?: { text: string; question: string | null };
  /** Heading level of the title. */
  level?: 1 | 2;
}
