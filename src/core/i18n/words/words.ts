import type { AnswerWords } from "./answer-words.ts";
import { en } from "./en.ts";
import { type Forms, formsOf } from "./forms.ts";
import type { ListWords } from "./list-words.ts";
import type { PageWords } from "./page-words.ts";
import type { PollWords } from "./poll-words.ts";
import { ru } from "./ru.ts";

/** Everything that pages say to readers in words of their own, in one language. One that is missing is a type error. */
export type Words = PageWords & PollWords & ListWords & AnswerWords;

/** Words together with the forms that their numbers and dates are written in. */
export type LocalWords = Words &
  Forms & {
    /** The language of the words: English, where those of the language asked for are not written. */
    words: string;
  };

/** The languages that there are words in, by primary subtag. */
export const LANGUAGES: Readonly<Record<string, (forms: Forms) => Words>> = { en, ru };

const kept = new Map<string, LocalWords>();

/**
 * The words for a language (BCP 47), found by its primary subtag: English where there are none. Numbers, dates and
 * lists are those of the language in any case.
 */
export function wordsFor(language: string): LocalWords {
  const known = kept.get(language);
  if (known) return known;
  const primary = new Intl.Locale(language).language;
  const words = Object.hasOwn(LANGUAGES, primary) ? primary : "en";
  const forms = formsOf(language);
  const said = { ...(LANGUAGES[words] ?? en)(forms), ...forms, words };
  kept.set(language, said);
  return said;
}
