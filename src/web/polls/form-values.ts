import type { Answers, Texts } from "../../core/ballots/ballot.ts";

/** What a reader had filled in, to be shown again. */
export interface Filled {
  answers: Answers;
  texts: Texts;
  audience: string | null;
}
