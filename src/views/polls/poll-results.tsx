import { percentages } from "../../core/results/percent.ts";
import type {
  AudienceResults,
  PublishedRunoff,
  QuestionResults,
  Results,
} from "../../core/results/results.ts";
import { OTHER_AUDIENCE } from "../../core/content/site.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import { figureWords } from "../../core/results/chart-words.ts";
import type { OwnVoteView, PollProps } from "./poll-props.ts";
import { sentence } from "../page/sentence.tsx";

/** A poll's numbers, question by question. */
export function ResultList(props: PollProps) {
  const { results, language } = props;
  if (!results) return null;
  const Heading = props.level === 1 ? "h2" : "h3";
  return (
    <>
      <ol class="questions">
        {results.questions.map((question, index) => (
          <li>
            <Heading>
              <span class="number">{index + 1}.</span> {question.text}
            </Heading>
            <ul class="results">
              {question.options.map((option) => {
                const tag = tagOf(question, option.id, props.own, language);
                return (
                  <li class={tag ? "option mine" : "option"} data-o={option.id}>
                    <span class="text">
                      {option.text}
                      {tag && <span class="tag">{tag}</span>}
                    </span>
                    <Figure option={option} language={language} />
                  </li>
                );
              })}
            </ul>
            <Total question={question} language={language} />
            <MoreNumbers {...props} question={question} />
          </li>
        ))}
      </ol>
    </>
  );
}

function tagOf(
  question: QuestionResults,
  option: string,
  own: OwnVoteView | null,
  language: string,
): string | null {
  if (own?.state !== undefined && own.state !== "counted") return null;
  const place = own?.answers[question.id]?.indexOf(option) ?? -1;
  if (place < 0) return null;
  const words = wordsFor(language).results;
  return question.kind === "ranked" ? words.yourPlace(place + 1) : words.yours;
}

/** A question's numbers besides its bars: texts, runoff, audiences. */
export function MoreNumbers(props: MoreProps) {
  const { question, language } = props;
  return (
    <>
      {question.texts.length > 0 && <VoterTexts texts={question.texts} language={language} />}
      {question.runoff && question.total > 0 && (
        <Rounds question={question} runoff={question.runoff} language={language} />
      )}
      {question.audiences.length > 0 && <ByAudience {...props} />}
    </>
  );
}

type MoreProps = Pick<PollProps, "audiences" | "language"> & { question: QuestionResults };

/** The votes that the publication voided. */
export function Voids({ results, language }: { results: Results; language: string }) {
  const { results: words, date } = wordsFor(language);
  return (
    <>
      {results.voids.map(({ at, votes, reason }) => (
        <p class="note">{words.voided(votes, date(Date.parse(at)), reason)}</p>
      ))}
    </>
  );
}

/** `33 (31%)` and its bar. The script updates both. */
export function Figure(props: { option: { total: number; percent: number }; language: string }) {
  return (
    <>
      <span class="figure">{figureWords(props.option, props.language)}</span>
      <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        <rect width={props.option.percent} height="1" />
      </svg>
    </>
  );
}

/** The totals below a question. The script updates the numbers in `data-n`, so the wording must not depend on them. */
export function Total({ question, language }: { question: QuestionResults; language: string }) {
  const { kind, opening } = question;
  const { results: words, number } = wordsFor(language);
  const n = (name: "total" | "opening" | "voters" | "selections") => (
    <span data-n={name}>{number(question[name])}</span>
  );
  return <p class="total">{sum()}</p>;

  function sum() {
    if (kind === "ranked") return sentence(words.first, n("voters"));
    if (kind === "multiple") {
      return opening === 0
        ? sentence(words.selections, n("voters"), n("total"))
        : sentence(words.selectionsBefore, n("voters"), n("total"), n("opening"), n("selections"));
    }
    return opening === 0
      ? sentence(words.all, n("total"))
      : sentence(words.allBefore, n("total"), n("opening"), n("voters"));
  }
}

function VoterTexts({ texts, language }: { texts: readonly string[]; language: string }) {
  return (
    <details class="more">
      <summary>{wordsFor(language).results.texts}</summary>
      <ul class="texts">
        {texts.map((text) => (
          <li>
            {/* A text in another writing direction must not affect the rest. */}
            <bdi>{text}</bdi>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Rounds(props: { question: QuestionResults; runoff: PublishedRunoff; language: string }) {
  const { question, runoff, language } = props;
  const { rounds, winner } = runoff;
  const { results: words, number } = wordsFor(language);
  const nameOf = (id: string | null): string =>
    question.options.find((o) => o.id === id)?.text ?? "";
  const title =
    winner === null ? words.noWinner(rounds.length) : words.wins(nameOf(winner), rounds.length);
  return (
    <details class="more">
      <summary>{words.runoff(title)}</summary>
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
          </tbody>
        </table>
      </section>
    </details>
  );
}

function ByAudience(props: MoreProps) {
  const { question, language } = props;
  const { results: words, form, number } = wordsFor(language);
  const nameOf = ({ audience }: AudienceResults): string => {
    if (audience === null) return words.notSaid;
    const found = props.audiences.find((a) => a.id === audience)?.name;
    return found ?? (audience === OTHER_AUDIENCE ? form.another : audience);
  };
  return (
    <details class="more">
      <summary>{words.byAudience}</summary>
      <section class="scroll" aria-label={words.byAudienceOf(question.text)} tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.option}</th>
              {question.audiences.map((audience) => (
                <th scope="col">{nameOf(audience)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {question.options.map(({ id, text }, row) => (
              <tr>
                <th scope="row">{text}</th>
                {question.audiences.map((audience) => (
                  <td>{audienceFigure(question, audience, row, id, language)}</td>
                ))}
              </tr>
            ))}
            <tr>
              <th scope="row">{words.voters}</th>
              {question.audiences.map(({ voters }) => (
                <td>{voters === null ? "–" : number(voters)}</td>
              ))}
            </tr>
          </tbody>
        </table>
      </section>
      <p class="hint">{words.withheld}</p>
    </details>
  );
}

/** An audience's votes for an option; with a percentage if none of its numbers is withheld; `–` if this one is. */
export function audienceFigure(
  { options }: QuestionResults,
  audience: AudienceResults,
  row: number,
  option: string,
  language: string,
): string {
  const votes = audience.options[option] ?? null;
  if (votes === null) return "–";
  const all = options.map((o) => audience.options[o.id] ?? null);
  const text = wordsFor(language).number(votes);
  // A percentage would reveal the withheld numbers.
  if (all.includes(null)) return text;
  const percent = percentages(all.map((n) => n ?? 0))[row] ?? 0;
  return figureWords({ total: votes, percent }, language);
}
