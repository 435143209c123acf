import type { Results } from "./results.ts";

/**
 * When a poll is or was open, in words that go on after “reader poll”: `3–17 March 2025`, `open since 3 March
 * 2025`. Days are those of UTC.
 */
export function periodInWords(
  { status, opensAt, closesAt }: Pick<Results, "status" | "opensAt" | "closesAt">,
  language: string,
): string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
  const first = opensAt === null ? null : Date.parse(opensAt);
  // The last day of voting: a poll that closes at midnight was open on the day before.
  const last = closesAt === null ? null : Date.parse(closesAt) - 1;
  if (status === "upcoming")
    return first === null ? "not open yet" : `opens ${format.format(first)}`;
  if (status === "open") {
    if (first !== null && last !== null) {
      return `open from ${format.format(first)} to ${format.format(last)}`;
    }
    if (first !== null) return `open since ${format.format(first)}`;
    return last === null ? "open" : `open until ${format.format(last)}`;
  }
  if (last === null) return "closed";
  if (first === null || first > last) return `closed ${format.format(last)}`;
  // English has no spaces around the dash between two days of one month.
  return format.formatRange(first, last).replace(/^(\d+)\s–\s(?=\d+\s)/u, "$1–");
}
