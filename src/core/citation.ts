import { periodInWords } from "./period.ts";
import type { Results } from "./results.ts";

const ENGLISH = "en-GB";

/**
 * How to cite a poll, in one line of English: `The Sixtieth Parallel, “The next ten years” (reader poll, 108 votes,
 * 3–17 March 2025), https://…/polls/next-ten-years.`
 *
 * @param where `address`: of the poll's page; `accessed`: a date or date-time (ISO 8601), or `null`
 */
export function citation(
  results: Results,
  where: { site: string; address: string; accessed: string | null },
): string {
  const { site, address, accessed } = where;
  const about = ["reader poll", votesInWords(results), periodInWords(results, ENGLISH)].join(", ");
  const cited = `${site}, “${oneLine(results.title)}” (${about}), ${address}.`;
  if (accessed === null) return cited;
  const format = new Intl.DateTimeFormat(ENGLISH, { dateStyle: "long", timeZone: "UTC" });
  return `${cited} Accessed ${format.format(Date.parse(accessed))}.`;
}

/** Votes counted here and those from elsewhere are not the same, and are not added up as if they were. */
function votesInWords({ votes, questions }: Results): string {
  const here = votes === 1 ? "1 vote" : `${inWords(votes)} votes`;
  // Of a single question each selection is a voter's; of several such questions the same voters answered most.
  const single = questions.filter((q) => q.kind === "single").map((q) => q.opening);
  const brought = Math.max(0, ...single);
  if (questions.every((q) => q.opening === 0)) return here;
  const before =
    brought === 0 ? "counts from another system" : `${inWords(brought)} votes from another system`;
  return votes === 0 ? before : `${here} and ${before}`;
}

function inWords(n: number): string {
  return new Intl.NumberFormat(ENGLISH).format(n);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, " ");
}
