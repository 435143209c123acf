import type { Results } from "../results/results.ts";
import { wordsFor } from "./words/words.ts";

/**
 * When a poll is or was open, as a phrase that continues “reader poll, …”: `3–17 March 2025`, `open since 3 March 2025`.
 * Days are those of a time zone.
 */
export function periodInWords(
  { status, opensAt, closesAt }: Pick<Results, "status" | "opensAt" | "closesAt">,
  language: string,
  timeZone?: string,
): string {
  const { date, dateRange, period } = wordsFor(language, timeZone);
  const first = opensAt === null ? null : Date.parse(opensAt);
  // A poll that closes at midnight has its last day of voting on the day before.
  const last = closesAt === null ? null : Date.parse(closesAt) - 1;
  if (status === "upcoming") return first === null ? period.notOpen : period.opens(date(first));
  if (status === "open") {
    if (first !== null && last !== null) {
      return period.between(date(first), date(last));
    }
    if (first !== null) return period.since(date(first));
    return last === null ? period.open : period.until(date(last));
  }
  if (last === null) return period.closed;
  if (first === null || first > last) return period.closedOn(date(last));
  // English style: no spaces around the dash between two days of the same month.
  return dateRange(first, last).replace(/^(\d+)\s–\s(?=\d+\s)/u, "$1–");
}
