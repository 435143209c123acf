import { addUp, barLength, shareOf } from "../../core/results/percent.ts";
import type {
  AudienceResults,
  OptionResults,
  QuestionResults,
  Results,
} from "../../core/results/results.ts";
import { OTHER_AUDIENCE } from "../../core/content/site.ts";
import { wordsFor } from "../../core/i18n/words/words.ts";
import { figureWords, outcomeWords } from "../../core/results/chart-words.ts";
import type { OwnVoteView, PollProps } from "./poll-props.ts";
import { sentence } from "../page/sentence.tsx";
import { Rounds } from "./runoff-rounds.tsx";

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
                    <Figure question={question} option={option} language={language} />
                  </li>
                );
              })}
            </ul>
            <Total question={question} status={results.status} language={language} />
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
export function Voids(props: { results: Results; language: string; timeZone: string | undefined }) {
  const { results, language, timeZone } = props;
  const { results: words, date } = wordsFor(language, timeZone);
  return (
    <>
      {results.voids.map(({ at, votes, reason }) => (
        <p class="note">{words.voided(votes, date(Date.parse(at)), reason)}</p>
      ))}
    </>
  );
}

/** `33 (31%)` and its bar. The script updates both. */
export function Figure(props: {
  question: QuestionResults;
  option: OptionResults;
  language: string;
}) {
  const { option, question, language } = props;
  return (
    <>
      <span class="figure">{figureWords(option, language)}</span>
      {question.base !== null && (
        <svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
          <rect width={barLength(option.total, question.base)} height="1" />
        </svg>
      )}
    </>
  );
}

/**
 * What is to be said below a question's figures: the totals, whether options are level, and whether percentages add up.
 * The script updates the numbers in `data-n`, so the wording must not depend on them; and shows and hides the rest.
 */
export function Total(props: {
  question: QuestionResults;
  status: Results["status"];
  language: string;
}) {
  const { question, status, language } = props;
  const { kind, opening, openingVoters, base, addsUp } = question;
  const { results: words, number } = wordsFor(language);
  const n = (name: "total" | "opening" | "voters" | "selections" | "base" | "openingVoters") => (
    <span data-n={name}>{number(question[name] ?? 0)}</span>
  );
  const level = kind === "ranked" ? null : outcomeWords(question, status, language);
  return (
    <>
      <p class="total">{sum()}</p>
      {kind !== "ranked" && (
        <p class="hint level" hidden={level === null}>
          {level}
        </p>
      )}
      {kind !== "multiple" && (
        <p class="hint rounded" hidden={addsUp}>
          {words.rounded}
        </p>
      )}
    </>
  );

  function sum() {
    if (kind === "ranked") return sentence(words.first, n("voters"));
    if (kind === "multiple") {
      if (opening === 0) return sentence(words.selections, n("base"), n("total"));
      const selections = [n("total"), n("opening"), n("selections")] as const;
      return base === null || openingVoters === null
        ? sentence(words.selectionsUnknown, n("voters"), ...selections)
        : sentence(words.selectionsBefore, n("base"), n("openingVoters"), ...selections);
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
            {question.options.map(({ id, text }) => (
              <tr>
                <th scope="row">{text}</th>
                {question.audiences.map((audience) => (
                  <td>{audienceFigure(question, audience, id, language)}</td>
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
      {!question.audiences.every((audience) => audienceAddsUp(question, audience)) && (
        <p class="hint">{words.rounded}</p>
      )}
    </details>
  );
}

/** An audience's votes for an option; with a percentage if none of its numbers is withheld; `–` if this one is. */
export function audienceFigure(
  question: QuestionResults,
  audience: AudienceResults,
  option: string,
  language: string,
): string {
  const votes = audience.options[option] ?? null;
  if (votes === null) return "–";
  const counts = toldCounts(question, audience);
  // A percentage would reveal the withheld numbers.
  if (!counts) return figureWords({ total: votes, shown: null }, language);
  const all = counts.reduce((sum, n) => sum + n, 0);
  const base = question.kind === "multiple" ? (audience.voters ?? 0) : all;
  return figureWords({ total: votes, shown: shareOf(votes, base).shown }, language);
}

/** Whether an audience's percentages add up to 100, or it has none, or they need not. */
export function audienceAddsUp(question: QuestionResults, audience: AudienceResults): boolean {
  return question.kind === "multiple" || addUp(toldCounts(question, audience) ?? []);
}

/** An audience's votes for each option; `null` if one of them is withheld. */
function toldCounts({ options }: QuestionResults, audience: AudienceResults): number[] | null {
  const counts = options.map((o) => audience.options[o.id] ?? null);
  const told = counts.filter((n) => n !== null);
  return told.length === counts.length ? told : null;
}
