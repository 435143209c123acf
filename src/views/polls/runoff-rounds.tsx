import type { PublishedRunoff, QuestionResults } from "../../core/results/results.ts";
import { namesOf } from "../../core/results/chart-words.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";

/** An instant runoff: its outcome, what broke ties that mattered, and all ballots of each round. */
export function Rounds(props: {
  question: QuestionResults;
  runoff: PublishedRunoff;
  language: string;
}) {
  const { question, runoff, language } = props;
  const { rounds, winner } = runoff;
  const { results: words, number } = wordsFor(language);
  return (
    <details class="more">
      <summary>{words.runoff(outcome())}</summary>
      {rounds.map(({ level, brokenBy }, i) => {
        if (level.length === 0) return null;
        const say = brokenBy === null ? words.notBroken : words.brokenBy[brokenBy];
        return <p class="hint">{say(namesOf(question, level, language), i + 1)}</p>;
      })}
      <p class="hint">{words.runoffHow(number(runoff.seq))}</p>
      <section class="scroll" aria-label={words.roundsOf(question.text)} tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.option}</th>
              {rounds.map((_, i) => (
                <th scope="col">{words.round(i + 1)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {question.options.map(({ id, text }) => (
              <tr class={id === winner ? "winner" : undefined}>
                <th scope="row">{text}</th>
                {rounds.map((round) => {
                  const n = round.counts[id];
                  const leaves = round.eliminated === id;
                  const votes = n === undefined ? "" : number(n);
                  return <td>{votes !== "" && leaves ? words.leaves(votes) : votes}</td>;
                })}
              </tr>
            ))}
            <tr>
              <th scope="row">{words.exhausted}</th>
              {rounds.map((round) => (
                <td>{number(round.exhausted)}</td>
              ))}
            </tr>
            <tr>
              <th scope="row">{words.ballots}</th>
              {rounds.map(({ counts, exhausted }) => (
                <td>{number(Object.values(counts).reduce((sum, n) => sum + n, exhausted))}</td>
              ))}
            </tr>
          </tbody>
        </table>
      </section>
    </details>
  );

  function outcome(): string {
    const { tie, decidedBy } = runoff;
    if (winner !== null) {
      const by = decidedBy === "majority" ? null : decidedBy;
      return words.wins(namesOf(question, [winner], language), rounds.length, by);
    }
    if (tie.length === 0) return words.noWinner(rounds.length);
    return words.tie(namesOf(question, tie, language), rounds.length);
  }
}
