import { periodInWords } from "../i18n/period.ts";
import type { OptionResults, PublishedRunoff, QuestionResults, Results } from "./results.ts";
import { wordsFor } from "../i18n/words/words.ts";

/** `33 (31%)` */
export function figureWords(
  { total, percent }: Pick<OptionResults, "total" | "percent">,
  language: string,
): string {
  const words = wordsFor(language);
  return `${words.number(total)} (${words.percent(percent)})`;
}

/** `Reader poll, 3–17 March 2025` */
export function kickerWords(results: Results, language: string): string {
  // Keep a day and its month on one line.
  const period = periodInWords(results, language).replaceAll(/(\d\.?) (?=\p{L})/gu, "$1\u00A0");
  return wordsFor(language).chart.kicker(period);
}

/** A question's totals, as a sentence. */
export function totalWords(question: QuestionResults, language: string): string {
  const { kind, total, opening, voters, selections } = question;
  const { chart } = wordsFor(language);
  if (total === 0) return chart.noVotes;
  if (kind === "ranked") return chart.preferences(voters);
  if (kind === "multiple") {
    return opening === 0
      ? chart.selections(voters, total)
      : chart.selectionsBefore(voters, total, opening);
  }
  return opening === 0 ? chart.votes(total) : chart.votesBefore(total, opening, selections);
}

/** The outcome of a ranked question's instant runoff; `null` for other questions and without votes. */
export function runoffWords(question: QuestionResults, language: string): string | null {
  if (question.kind !== "ranked" || question.total === 0) return null;
  const { chart } = wordsFor(language);
  const { runoff } = question;
  if (!runoff) return chart.counting;
  const winner = question.options.find((o) => o.id === runoff.winner);
  const last = runoff.rounds.at(-1);
  if (!winner || !last) return chart.noWinner;
  const { votes, of } = share(runoff, winner.id);
  return chart.wins(runoff.rounds.length, votes, of, winner.text);
}

/** The chart's text alternative. */
export function chartWords(results: Results, language: string): string {
  const questions = results.questions.map((question) => {
    const options = question.options.map((o) => `${o.text}: ${figureWords(o, language)}.`);
    const runoff = runoffWords(question, language);
    const sums = [totalWords(question, language), ...(runoff === null ? [] : [runoff])];
    return [question.text, ...options, ...sums].join(" ");
  });
  // A date may already end with a full stop: `2025 г.`
  const kicker = kickerWords(results, language).replace(/\.?$/u, ".");
  return [kicker, ...questions].join(" ");
}

/** The winner's votes in the last round, and the total of that round. */
function share({ rounds }: PublishedRunoff, winner: string): { votes: number; of: number } {
  const counts = rounds.at(-1)?.counts ?? {};
  const of = Object.values(counts).reduce((sum, n) => sum + n, 0);
  return { votes: counts[winner] ?? 0, of };
}
