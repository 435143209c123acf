import type { AnswerWords } from "./answer-words.ts";
import { answers as enAnswers } from "./en-answers.ts";
import { lists as enLists } from "./en-lists.ts";
import { pages as enPages } from "./en-pages.ts";
import { polls as enPolls } from "./en-polls.ts";
import { type Formats, formatsFor } from "./formats.ts";
import type { ListWords } from "./list-words.ts";
import type { PageWords } from "./page-words.ts";
import type { PollWords } from "./poll-words.ts";
import { answers as ruAnswers } from "./ru-answers.ts";
import { lists as ruLists } from "./ru-lists.ts";
import { pages as ruPages } from "./ru-pages.ts";
import { polls as ruPolls } from "./ru-polls.ts";

/** All fixed texts of the pages in one language. A missing text is a type error. */
type Words = PageWords & PollWords & ListWords & AnswerWords;

/** The fixed texts, with the formats of numbers, dates and lists. */
export type LocalWords = Words &
  Formats & {
    /** The language of the texts: `en` if there are none in the language asked for. */
    words: string;
  };

function en(formats: Formats): Words {
  return { ...enPages(formats), ...enPolls(formats), ...enLists(formats), ...enAnswers(formats) };
}

function ru(formats: Formats): Words {
  return { ...ruPages(formats), ...ruPolls(formats), ...ruLists(formats), ...ruAnswers(formats) };
}

/** The languages with texts of their own, by primary subtag. */
export const LANGUAGES: Readonly<Record<string, (formats: Formats) => Words>> = { en, ru };

const cache = new Map<string, LocalWords>();

/**
 * The texts and formats for a language.
 *
 * @param language a BCP 47 tag. Its primary subtag selects the texts, with English as the fallback; numbers, dates and
 *   lists are always formatted for the whole tag
 * @param timeZone of days and times: an IANA name, UTC by default
 */
export function wordsFor(language: string, timeZone = "UTC"): LocalWords {
  const key = `${language} ${timeZone}`;
  const cached = cache.get(key);
  if (cached) return cached;
  const primary = new Intl.Locale(language).language;
  const words = Object.hasOwn(LANGUAGES, primary) ? primary : "en";
  const formats = formatsFor(language, timeZone);
  const local = { ...(LANGUAGES[words] ?? en)(formats), ...formats, words };
  cache.set(key, local);
  return local;
}
