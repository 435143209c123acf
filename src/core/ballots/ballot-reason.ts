import { wordsFor } from "../i18n/words/words.ts";

/** What is wrong with a ballot that a form of ours can send: said to readers in their language. */
export type BallotReason =
  | { name: "needsAnswer" | "takesOne" | "samePlace" | "noText" | "nothing" | "noAudience" }
  | { name: "needsAtLeast" | "takesAtMost" | "tooLong"; n: number }
  | { name: "notChosen"; option: string };

/** A reason in words that go on after the name of what it is about. */
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
