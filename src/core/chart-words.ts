import { periodInWords } from "./period.ts";
import type { OptionResults, PublishedRunoff, QuestionResults, Results } from "./results.ts";

/** `33 (31%)` */
export function figureWords({ total, percent }: OptionResults, language: string): string {
  return `${inWords(total, language)} (${inWords(percent, language)}%)`;
}

/** `Reader poll, 3–17 March 2025` */
export function kickerWords(results: Results, language: string): string {
  // A day and its month stay on one line.
  return `Reader poll, ${periodInWords(results, language).replaceAll(/(\d\.?) (?=\p{L})/gu, "$1\u00A0")}`;
}

/** What the numbers of a question add up to. */
export function totalWords(question: QuestionResults, language: string): string {
  const { kind, total, opening, voters, selections } = question;
  const n = (count: number): string => inWords(count, language);
  if (total === 0) return "No votes.";
  if (kind === "ranked") return `First preferences of ${things(voters, "voter", language)}.`;
  if (kind === "multiple") {
    const before = opening === 0 ? "" : `, ${n(opening)} of them counted before`;
    const who = things(voters, "voter", language);
    const what = things(total, "selection", language);
    const here = opening === 0 ? "" : " here";
    return `${who}${here}, ${what}${before}. Percentages are of selections.`;
  }
  if (opening === 0) return `${things(total, "vote", language)}.`;
  return `${n(total)} in all: ${n(opening)} counted before, ${n(selections)} here.`;
}

/** The outcome of a ranked question's instant runoff; `null` where there is nothing to say of it. */
export function runoffWords(question: QuestionResults, language: string): string | null {
  if (question.kind !== "ranked" || question.total === 0) return null;
  const { runoff } = question;
  if (!runoff) return "The instant runoff is being counted.";
  const winner = question.options.find((o) => o.id === runoff.winner);
  const last = runoff.rounds.at(-1);
  if (!winner || !last) return "The instant runoff has no winner.";
  const { rounds } = runoff;
  const round = `round\u00A0${inWords(rounds.length, language)}`;
  return `Wins the instant runoff in ${round}, ${share(runoff, winner.id, language)}: ${winner.text}`;
}

/** The numbers in words, for those who can't see the picture. */
export function chartWords(results: Results, language: string): string {
  const questions = results.questions.map((question) => {
    const options = question.options.map((o) => `${o.text}: ${figureWords(o, language)}.`);
    const runoff = runoffWords(question, language);
    const sums = [totalWords(question, language), ...(runoff === null ? [] : [runoff])];
    return [question.text, ...options, ...sums].join(" ");
  });
  return [`${kickerWords(results, language)}.`, ...questions].join(" ");
}

/** `with 21 of 38 votes` */
function share({ rounds }: PublishedRunoff, winner: string, language: string): string {
  const counts = rounds.at(-1)?.counts ?? {};
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
  return `with ${inWords(counts[winner] ?? 0, language)} of ${things(all, "vote", language)}`;
}

function things(n: number, one: string, language: string): string {
  return `${inWords(n, language)} ${n === 1 ? one : `${one}s`}`;
}

function inWords(n: number, language: string): string {
  return new Intl.NumberFormat(language).format(n);
}
