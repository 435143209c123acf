import { periodInWords } from "../i18n/period.ts";
import type { Results } from "./results.ts";
import { wordsFor } from "../i18n/words/words.ts";

const ENGLISH = "en-GB";

/**
 * A one-line citation of a poll: `The Sixtieth Parallel, “The next ten years” (reader poll, 108 votes, 3–17 March 2025),
 * https://…/polls/next-ten-years.`
 *
 * @param where `address`: URL of the poll's page; `accessed`: a date or date-time (ISO 8601), or `null`
 * @param language English by default, for the files that are in English
 */
export function citation(
  results: Results,
  where: { site: string; address: string; accessed: string | null; timeZone?: string | undefined },
  language = ENGLISH,
): string {
  const { site, address, accessed, timeZone } = where;
  const { cite, date } = wordsFor(language, timeZone);
  const about = [
    cite.poll,
    votesInWords(results, language),
    periodInWords(results, language, timeZone),
  ];
  const cited = `${site}, ${cite.title(oneLine(results.title))} (${about.join(", ")}), ${address}.`;
  return accessed === null ? cited : `${cited} ${cite.accessed(date(Date.parse(accessed)))}`;
}

/** Votes counted here and votes carried over are stated separately, not added up. */
function votesInWords({ votes, questions }: Results, language: string): string {
  const { cite } = wordsFor(language);
  const here = cite.votes(votes);
  // In a single-choice question selections equal voters. Several questions were mostly answered by the same voters.
  const known = questions.map((q) => (q.kind === "single" ? q.opening : (q.openingVoters ?? 0)));
  const brought = Math.max(0, ...known);
  if (questions.every((q) => q.opening === 0)) return here;
  const before = brought === 0 ? cite.brought : cite.votesBrought(brought);
  return votes === 0 ? before : cite.and(here, before);
}

/** Text without line breaks: runs of white space become single spaces. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, " ");
}
