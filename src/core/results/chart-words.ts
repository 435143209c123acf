import { periodInWords } from "../i18n/period.ts";
import type { OptionResults, QuestionResults, Results } from "./results.ts";
import { wordsFor } from "../i18n/words/words.ts";

/** `33 (31%)`, or `33` where there are no percentages. */
export function figureWords(
  { total, shown }: Pick<OptionResults, "total" | "shown">,
  language: string,
): string {
  const number = wordsFor(language).number(total);
  return shown === null ? number : `${number} (${shareWords(shown, language)})`;
}

/** `31%`, `<1%` */
export function shareWords(shown: string, language: string): string {
  const { percent } = wordsFor(language);
  return shown.replace(/\d+/, (whole) => percent(Number(whole)));
}

/** `Reader poll, 3–17 March 2025` */
export function kickerWords(results: Results, language: string, timeZone?: string): string {
  // Keep a day and its month on one line.
  const period = periodInWords(results, language, timeZone).replaceAll(
    /(\d\.?) (?=\p{L})/gu,
    "$1\u00A0",
  );
  return wordsFor(language).chart.kicker(period);
}

/** A question's totals, as a sentence. */
export function totalWords(question: QuestionResults, language: string): string {
  const { kind, total, opening, voters, selections, base } = question;
  const { chart } = wordsFor(language);
  if (total === 0) return chart.noVotes;
  if (kind === "ranked") return chart.preferences(voters);
  if (kind === "multiple") {
    if (base === null) return chart.selectionsUnknown(voters, total, opening);
    return opening === 0
      ? chart.selections(base, total)
      : chart.selectionsBefore(base, total, opening);
  }
  return opening === 0 ? chart.votes(total) : chart.votesBefore(total, opening, selections);
}

/** That options are level, or the outcome of an instant runoff; `null` if neither is to be said. */
export function outcomeWords(
  question: QuestionResults,
  status: Results["status"],
  language: string,
): string | null {
  if (question.total === 0) return null;
  if (question.kind === "ranked") return runoffWords(question, language);
  if (question.tie.length === 0) return null;
  const { polls } = wordsFor(language);
  return polls.level(namesOf(question, question.tie, language), {
    closed: status === "closed",
    first: false,
  });
}

function runoffWords(question: QuestionResults, language: string): string {
  const { chart } = wordsFor(language);
  const { runoff } = question;
  if (!runoff) return chart.counting;
  const { winner, tie, decidedBy, rounds } = runoff;
  const { counts = {}, exhausted = 0 } = rounds.at(-1) ?? {};
  // Exhausted ballots are ballots, too: a majority of those left may be a minority of all.
  const all = Object.values(counts).reduce((sum, n) => sum + n, exhausted);
  if (winner !== null) {
    const votes = counts[winner] ?? 0;
    const name = namesOf(question, [winner], language);
    const wins = chart.wins(rounds.length, votes, all, exhausted, name);
    if (decidedBy === null || decidedBy === "majority") return wins;
    return `${wins}. ${chart.brokenBy[decidedBy]}`;
  }
  const [first] = tie;
  if (first === undefined) return chart.noWinner;
  return chart.tie(counts[first] ?? 0, all, namesOf(question, tie, language));
}

/** `Alpha and Beta` */
export function namesOf(
  { options }: Pick<QuestionResults, "options">,
  ids: readonly string[],
  language: string,
): string {
  const found = options.filter((o) => ids.includes(o.id));
  return wordsFor(language).names(found.map((o) => o.text));
}

/** The chart's text alternative. */
export function chartWords(results: Results, language: string, timeZone?: string): string {
  const questions = results.questions.map((question) => {
    const options = question.options.map((o) => `${o.text}: ${figureWords(o, language)}.`);
    const outcome = outcomeWords(question, results.status, language);
    const sums = [totalWords(question, language), ...(outcome === null ? [] : [outcome])];
    return [question.text, ...options, ...sums].join(" ");
  });
  // A date may already end with a full stop: `2025 г.`
  const kicker = kickerWords(results, language, timeZone).replace(/\.?$/u, ".");
  return [kicker, ...questions].join(" ");
}
