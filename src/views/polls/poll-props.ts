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
  /** Known by its receipt alone: it may be somebody else's. */
  byReceipt?: boolean;
}

/** A poll as one reader, or every reader, sees it. */
export interface PollProps {
  definition: PollDefinition;
  /** `null` where the poll's object could not be asked. */
  status: PollStatus | null;
  /** `null` where they may not, or cannot, be shown. */
  results: Results | null;
  own: OwnVoteView | null;
  /** The poll's own, else the site's: whatever page it stands in. */
  language: string;
  /** What readers may say they belong to. */
  audiences: readonly { id: string; name: string }[];
  /** Where members sign in. */
  signIn?: string | undefined;
  /** The path that the forms' actions begin with. */
  base: string;
  /** What links that leave the poll begin with: the site's origin where the poll stands in another site's page. */
  home?: string;
  /** What shows who votes, to be sent with the next ballot. */
  code?: string | null;
  token?: string | null;
  /** Something to be said of the ballot that was just sent. */
  notice?: string | null;
  /** The key of Turnstile's widget, where it is to be shown. */
  widget?: string | null;
  /** What the form should show as filled in. */
  filled?: { answers: Answers; texts: Texts; audience: string | null };
  /** What is wrong with the ballot that was just sent, and the question that it is about, or `code`. */
  error?: { text: string; question: string | null };
  /** Heading level of the title. */
  level?: 1 | 2;
}
