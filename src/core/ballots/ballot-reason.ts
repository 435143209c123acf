import { wordsFor } from "../i18n/words/words.ts";

/** A mistake that the ballot form lets a reader make, so it is reported in the reader's language. */
export type BallotReason =
  | { name: "needsAnswer" | "takesOne" | "samePlace" | "noText" | "nothing" | "noAudience" }
  | { name: "needsAtLeast" | "takesAtMost" | "tooLong"; n: number }
  | { name: "notChosen"; option: string };

/** A reason as a phrase that continues the name of the field: “needs an answer”. */
export function reasonInWords(reason: BallotReason, language: string): string {
  const { ballot } = wordsFor(language);
  switch (reason.name) {
    case "needsAtLeast":
    case "takesAtMost":
    case "tooLong":
      return ballot[reason.name](reason.n);
    case "notChosen":
      return ballot.notChosen(reason.option);
    case "needsAnswer":
    case "takesOne":
    case "samePlace":
    case "noText":
    case "nothing":
    case "noAudience":
      return ballot[reason.name];
    default:
      return reason satisfies never;
  }
}
